namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// H: what an observing system sees of one state, with its exact tangent and adjoint (which <c>GradientTest</c> checks). May be
/// called from several threads at once.
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
        double[] direction = new double[StateDimension], seen = new double[ObservationDimension];
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < direction.Length; i++)
                direction[i] = directions[(i * columns) + j];
            Tangent(state, direction, seen);
            for (int i = 0; i < seen.Length; i++)
                result[(i * columns) + j] = seen[i];
        }
    }
}
