namespace Vardax.Managed.Autodiff;

/// <summary>A matrix recorded on a <see cref="Tape{T}"/>: a handle, valid until the tape is reset.</summary>
/// <param name="Index">Position on the tape.</param>
/// <param name="Rows">Number of rows (usually the batch).</param>
/// <param name="Columns">Number of columns.</param>
internal readonly record struct Variable(int Index, int Rows, int Columns)
{
    /// <summary>Rows times columns.</summary>
    public int Size => Rows * Columns;
}
