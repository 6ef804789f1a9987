using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>What simulation alone says about a window: its marginals, and the best linear estimate from its observations.</summary>
/// <param name="Climatology">Mean and standard deviation of each entry.</param>
/// <param name="Linear">The best linear estimate.</param>
/// <param name="Values">
/// Mean and standard deviation of each observed value g(x), without errors; null for <paramref name="Climatology"/>, if the whole state
/// is observed.
/// </param>
public sealed record SimulatedPrior(Climatology Climatology, LinearEstimator Linear, Climatology? Values = null)
{
    /// <summary>Mean and standard deviation of each observed value g(x), without errors.</summary>
    public Climatology Values { get; } = Values ?? Climatology;

    /// <summary>Estimates all of them from the first <paramref name="count"/> problems of a stream.</summary>
    /// <exception cref="ArgumentException">The count is below 2, or the prior diverges or has no spread at some entry.</exception>
    public static SimulatedPrior Estimate(
        ProblemGenerator generator, RandomKey stream, int count = 4096, CancellationToken cancellation = default)
    {
        Climatology climatology = Climatology.Estimate(generator, stream, count, cancellation);
        LinearEstimator linear = LinearEstimator.Estimate(generator, climatology, stream, count, cancellation);
        return new SimulatedPrior(climatology, linear, linear.Values);
    }
}
