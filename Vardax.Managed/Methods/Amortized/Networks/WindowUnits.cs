using Vardax.Managed.Assimilation;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>The units of a posterior over all states of a window.</summary>
internal sealed class WindowUnits(Standardization standardization) : IPairUnits
{
    private readonly ObservationCompletion? completion = standardization.Linear?.CreateCompletion();

    /// <inheritdoc/>
    public double Standardize(Span<float> observations, ReadOnlySpan<float> mask, Span<float> states, Span<float> scratch)
    {
        standardization.StandardizeStates(observations, mask, states, scratch, completion);
        standardization.StandardizeObservations(observations, mask, observations);
        return 0;
    }
}
