using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>Observations of a window by any operators, with any errors.</summary>
internal sealed class ObservationList : IWindowObservations
{
    private readonly IReadOnlyList<WindowObservation> observations;
    private readonly int dimension;
    private readonly double[] state, whitened;
    private double[] block = [];

    /// <summary>Checks and binds them.</summary>
    /// <param name="observations">The observations.</param>
    /// <param name="stateDimension">Components of a state.</param>
    /// <param name="entries">Entries of the window.</param>
    /// <exception cref="ArgumentException">One is outside the window, or of another state.</exception>
    public ObservationList(IReadOnlyList<WindowObservation> observations, int stateDimension, int entries)
    {
        ArgumentNullException.ThrowIfNull(observations);
        (this.observations, dimension) = (observations, stateDimension);
        for (int i = 0; i < observations.Count; i++)
        {
            if (observations[i] is null)
                throw new ArgumentNullException(nameof(observations), $"Observation {i} is null.");
            (int step, int seen) = (observations[i].Step, observations[i].Operator.StateDimension);
            if (seen != stateDimension || (step + 1) * stateDimension > entries)
            {
                throw new ArgumentException(
                    $"Observation {i} sees a state of {seen} components at step {step}; the window has {entries / stateDimension} "
                    + $"states of {stateDimension}.", nameof(observations));
            }
        }

        Count = observations.Sum(o => o.Values.Count);
        (state, whitened) = (new double[stateDimension], new double[observations.Select(o => o.Values.Count).DefaultIfEmpty().Max()]);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public void Departures(ReadOnlySpan<double> window, Span<double> result)
    {
        foreach (WindowObservation o in observations)
        {
            Span<double> departure = Take(ref result, o.Values.Count);
            o.Operator.Apply(State(window, o), departure);
            for (int i = 0; i < departure.Length; i++)
                departure[i] -= o.Values[i];
            o.Errors.Whiten(departure, 1);
        }
    }

    /// <inheritdoc/>
    public void Jacobian(ControlModel control, Span<double> rows)
    {
        int n = control.Parameters;
        if (block.Length < dimension * n)
            block = new double[dimension * n];
        foreach (WindowObservation o in observations)
        {
            for (int c = 0; c < dimension; c++)
                control.Tangent((o.Step * dimension) + c).CopyTo(block.AsSpan(c * n));
            Span<double> seen = Take(ref rows, o.Values.Count * n);
            o.Operator.Tangent(State(control.Window, o), block.AsSpan(0, dimension * n), seen, n);
            o.Errors.Whiten(seen, n);
        }
    }

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> window, ReadOnlySpan<double> change, Span<double> result)
    {
        foreach (WindowObservation o in observations)
        {
            Span<double> seen = Take(ref result, o.Values.Count);
            o.Operator.Tangent(State(window, o), State(change, o), seen);
            o.Errors.Whiten(seen, 1);
        }
    }

    /// <inheritdoc/>
    public void Adjoint(ReadOnlySpan<double> window, ReadOnlySpan<double> weights, Span<double> change)
    {
        foreach (WindowObservation o in observations)
        {
            Span<double> values = whitened.AsSpan(0, o.Values.Count);
            weights[..values.Length].CopyTo(values);
            weights = weights[values.Length..];
            o.Errors.WhitenTransposed(values);
            o.Operator.Adjoint(State(window, o), values, state);
            for (int i = 0; i < dimension; i++)
                change[(o.Step * dimension) + i] += state[i];
        }
    }

    /// <inheritdoc/>
    public bool TryObserve(Span<double> firstState)
    {
        if (observations.FirstOrDefault(o => o.Step == 0 && o.Operator is SelectionOperator) is not { } first)
            return false;
        ReadOnlySpan<int> components = ((SelectionOperator)first.Operator).Components;
        for (int i = 0; i < components.Length; i++)
            firstState[components[i]] = first.Values[i];
        return true;
    }

    private static Span<double> Take(ref Span<double> values, int count)
    {
        Span<double> taken = values[..count];
        values = values[count..];
        return taken;
    }

    private ReadOnlySpan<double> State(ReadOnlySpan<double> values, WindowObservation o) =>
        values.Slice(o.Step * dimension, dimension);
}
