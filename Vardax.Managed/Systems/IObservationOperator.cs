using System.Buffers;
using System.Numerics;

namespace Vardax.Managed.Systems;

/// <summary>
/// H: what an observing system sees of one state, with its exact tangent and adjoint (which <c>GradientTest</c> checks). May be
/// called from several threads at once. Operators are equal by value, as models are: two instances that see alike are equal and have
/// one hash code.
/// </summary>
public interface IObservationOperator
{
    /// <summary>Components of a state: n.</summary>
    int StateDimension { get; }

    /// <summary>Values seen: p.</summary>
    int ObservationDimension { get; }

    /// <summary>result = H(state), p values.</summary>
    void Apply(ReadOnlySpan<double> state, Span<double> result);

    /// <summary>result = H'(state) direction, p values.</summary>
    void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> result);

    /// <summary>result = H'(state)^T weights, n values.</summary>
    void Adjoint(ReadOnlySpan<double> state, ReadOnlySpan<double> weights, Span<double> result);

    /// <summary>The tangent of many directions: result (p x columns) = H'(state) directions (n x columns), row-major.</summary>
    void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> directions, Span<double> result, int columns) =>
        Each(state, directions, result, columns, areColumns: true);

    /// <summary>The values of many states in single precision: values (count x p) = H(states), states count x n, row-major.</summary>
    void Apply(ReadOnlySpan<float> states, Span<float> values, int count) => Each([], states, values, count, areColumns: false);

    /// <summary>The values of many states: values (p x columns) = H of each column of states (n x columns), row-major.</summary>
    void ApplyColumns(ReadOnlySpan<double> states, Span<double> values, int columns) => Each([], states, values, columns, areColumns: true);

    /// <summary>As the other overload, in single precision.</summary>
    void ApplyColumns(ReadOnlySpan<float> states, Span<float> values, int columns) => Each([], states, values, columns, areColumns: true);

    /// <summary>The operator that sees some of the values.</summary>
    /// <param name="rows">Indices from 0 to p - 1, in the order wanted.</param>
    IObservationOperator Rows(params ReadOnlySpan<int> rows) => new RowsOperator(this, rows);

    /// <summary>One after the other, in columns or rows: H of the inputs, or H' of them at a state if there is one.</summary>
    private void Each<T>(ReadOnlySpan<double> state, ReadOnlySpan<T> inputs, Span<T> outputs, int count, bool areColumns)
        where T : INumberBase<T>
    {
        int n = StateDimension, p = ObservationDimension;
        double[] buffer = ArrayPool<double>.Shared.Rent(n + p);
        Span<double> input = buffer.AsSpan(0, n), seen = buffer.AsSpan(n, p);
        for (int k = 0; k < count; k++)
        {
            for (int i = 0; i < n; i++)
                input[i] = double.CreateTruncating(inputs[areColumns ? (i * count) + k : (k * n) + i]);
            if (state.IsEmpty)
                Apply(input, seen);
            else
                Tangent(state, input, seen);
            for (int i = 0; i < p; i++)
                outputs[areColumns ? (i * count) + k : (k * p) + i] = T.CreateTruncating(seen[i]);
        }

        ArrayPool<double>.Shared.Return(buffer);
    }
}
