using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Systems;

/// <summary>Sees linear combinations of the components: H(x) = H x.</summary>
public sealed class LinearOperator : IObservationOperator, IEquatable<LinearOperator>
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

    /// <summary>H, p x n, row-major.</summary>
    public ReadOnlySpan<double> Matrix => matrix;

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

    /// <inheritdoc/>
    public void ApplyColumns(ReadOnlySpan<double> states, Span<double> values, int columns) => Tangent(default, states, values, columns);

    /// <inheritdoc/>
    public IObservationOperator Rows(params ReadOnlySpan<int> rows)
    {
        var selected = new double[rows.Length * StateDimension];
        for (int i = 0; i < rows.Length; i++)
            matrix.AsSpan(rows[i] * StateDimension, StateDimension).CopyTo(selected.AsSpan(i * StateDimension));
        return new LinearOperator(rows.Length, StateDimension, selected);
    }

    /// <inheritdoc/>
    public bool Equals(LinearOperator? other) =>
        other is not null && StateDimension == other.StateDimension && matrix.AsSpan().SequenceEqual(other.matrix);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LinearOperator);

    /// <inheritdoc/>
    public override int GetHashCode() => matrix.Aggregate(StateDimension, HashCode.Combine);
}
