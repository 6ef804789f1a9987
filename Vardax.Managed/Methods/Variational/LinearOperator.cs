using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Methods.Variational;

/// <summary>Sees linear combinations of the components: H(x) = H x.</summary>
public sealed class LinearOperator : IObservationOperator
{
    private readonly double[] matrix;

    /// <summary>From H, p x n, row-major.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit, or a value is not finite.</exception>
    public LinearOperator(int observationDimension, int stateDimension, ReadOnlySpan<double> matrix)
    {
        Guard.Matrix(matrix.Length, observationDimension, stateDimension, nameof(matrix));
        Guard.Finite(matrix, nameof(matrix));
        (ObservationDimension, StateDimension, this.matrix) = (observationDimension, stateDimension, matrix.ToArray());
    }

    /// <inheritdoc/>
    public int StateDimension { get; }

    /// <inheritdoc/>
    public int ObservationDimension { get; }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> state, Span<double> result)
    {
        for (int i = 0; i < ObservationDimension; i++)
            result[i] = Reduction.Dot(matrix.AsSpan(i * StateDimension, StateDimension), state);
    }

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> result) => Apply(direction, result);

    /// <inheritdoc/>
    public void Adjoint(ReadOnlySpan<double> state, ReadOnlySpan<double> weights, Span<double> result)
    {
        Span<double> sum = result[..StateDimension];
        sum.Clear();
        for (int i = 0; i < ObservationDimension; i++)
            Elementwise.Map(matrix.AsSpan(i * StateDimension, StateDimension), sum, sum, new VectorAddScaled<double>(weights[i]));
    }

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> directions, Span<double> result, int columns) =>
        MatMul.Multiply(ObservationDimension, columns, StateDimension, matrix, StateDimension, 1, directions,
            result[..(ObservationDimension * columns)], default, default(VectorIdentity<double>));
}
