using System.Buffers;

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
    void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> directions, Span<double> result, int columns)
    {
        int n = StateDimension, p = ObservationDimension;
        double[] buffer = ArrayPool<double>.Shared.Rent(n + p);
        Span<double> direction = buffer.AsSpan(0, n), seen = buffer.AsSpan(n, p);
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < direction.Length; i++)
                direction[i] = directions[(i * columns) + j];
            Tangent(state, direction, seen);
            for (int i = 0; i < seen.Length; i++)
                result[(i * columns) + j] = seen[i];
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>The values of many states in single precision: values (count x p) = H(states), states count x n, row-major.</summary>
    void Apply(ReadOnlySpan<float> states, Span<float> values, int count)
    {
        int n = StateDimension, p = ObservationDimension;
        double[] buffer = ArrayPool<double>.Shared.Rent(n + p);
        Span<double> state = buffer.AsSpan(0, n), seen = buffer.AsSpan(n, p);
        for (int row = 0; row < count; row++)
        {
            for (int i = 0; i < n; i++)
                state[i] = states[(row * n) + i];
            Apply(state, seen);
            for (int i = 0; i < p; i++)
                values[(row * p) + i] = (float)seen[i];
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>The values of many states: values (p x columns) = H of each column of states (n x columns), row-major.</summary>
    void ApplyColumns(ReadOnlySpan<double> states, Span<double> values, int columns)
    {
        int n = StateDimension, p = ObservationDimension;
        double[] buffer = ArrayPool<double>.Shared.Rent(n + p);
        Span<double> state = buffer.AsSpan(0, n), seen = buffer.AsSpan(n, p);
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < n; i++)
                state[i] = states[(i * columns) + j];
            Apply(state, seen);
            for (int i = 0; i < p; i++)
                values[(i * columns) + j] = seen[i];
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>As the other overload, in single precision.</summary>
    void ApplyColumns(ReadOnlySpan<float> states, Span<float> values, int columns)
    {
        int n = StateDimension, p = ObservationDimension;
        double[] buffer = ArrayPool<double>.Shared.Rent(n + p);
        Span<double> state = buffer.AsSpan(0, n), seen = buffer.AsSpan(n, p);
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < n; i++)
                state[i] = states[(i * columns) + j];
            Apply(state, seen);
            for (int i = 0; i < p; i++)
                values[(i * columns) + j] = (float)seen[i];
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>The operator that sees some of the values.</summary>
    /// <param name="rows">Indices from 0 to p - 1, in the order wanted.</param>
    IObservationOperator Rows(params ReadOnlySpan<int> rows) => new RowsOperator(this, rows);
}
