namespace Vardax.Managed.Layers;

/// <summary>A named part of a flat parameter buffer.</summary>
/// <param name="Name">Such as <c>encoder.mlp.layers.0.weight</c>.</param>
/// <param name="Offset">First element in the buffer.</param>
/// <param name="Rows">Rows of the matrix stored there, row-major: a weight's inputs, 1 for a bias.</param>
/// <param name="Columns">Columns of the matrix: outputs.</param>
public readonly record struct ParameterView(string Name, int Offset, int Rows, int Columns)
{
    /// <summary>Rows times columns.</summary>
    public int Size => Rows * Columns;

    /// <summary>This part of a buffer laid out like the parameters (the parameters, their gradient, a moment).</summary>
    public ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> buffer) => buffer.Slice(Offset, Size);
}
