using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>The observations of a problem: what its mask shows, with the errors of its instruments. Allocates nothing per window.</summary>
internal sealed class InstrumentReadings : IWindowObservations
{
    private int[] observed = [];
    private double[] values = [];
    private double precision;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <summary>Looks at a window.</summary>
    /// <exception cref="ArgumentException">An observed value is not finite.</exception>
    public void Set(ObservedWindow problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (observed.Length < problem.Mask.Length)
            (observed, values) = (new int[problem.Mask.Length], new double[problem.Mask.Length]);
        (Count, precision) = (0, 1 / problem.Settings.ObsNoise);
        for (int e = 0; e < problem.Mask.Length; e++)
        {
            if (problem.Mask[e] == 0)
                continue;
            if (!float.IsFinite(problem.Observations[e]))
            {
                int n = problem.Settings.StateDimension;
                throw new ArgumentException(
                    $"Component {e % n} at step {e / n} is observed as {problem.Observations[e]}; expected a finite number.", nameof(problem));
            }

            (observed[Count], values[Count++]) = (e, problem.Observations[e]);
        }
    }

    /// <inheritdoc/>
    public void Departures(ReadOnlySpan<double> window, Span<double> result)
    {
        for (int i = 0; i < Count; i++)
            result[i] = precision * (window[observed[i]] - values[i]);
    }

    /// <inheritdoc/>
    public void Jacobian(ControlModel control, Span<double> rows)
    {
        int n = control.Parameters;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<double> tangent = control.Tangent(observed[i]);
            Span<double> row = rows.Slice(i * n, n);
            for (int k = 0; k < row.Length; k++)
                row[k] = precision * tangent[k];
        }
    }

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> window, ReadOnlySpan<double> change, Span<double> result)
    {
        for (int i = 0; i < Count; i++)
            result[i] = precision * change[observed[i]];
    }

    /// <inheritdoc/>
    public void Adjoint(ReadOnlySpan<double> window, ReadOnlySpan<double> weights, Span<double> change)
    {
        for (int i = 0; i < Count; i++)
            change[observed[i]] += precision * weights[i];
    }

    /// <inheritdoc/>
    public bool TryObserve(Span<double> firstState)
    {
        for (int i = 0; i < Count && observed[i] < firstState.Length; i++)
            firstState[observed[i]] = values[i];
        return Count > 0 && observed[0] < firstState.Length;
    }
}
