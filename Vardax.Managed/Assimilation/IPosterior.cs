using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// An analysis that gives the whole posterior of the window: samples and a density, not only marginals. One rule says of all three
/// whether they are usable: a posterior without usable moments has no usable samples or densities, nor are numbers usable that are
/// not finite. A posterior serves one thread: create one per thread.
/// </summary>
public interface IPosterior : IAnalysis
{
    /// <summary>Draws windows from the posterior. The same key gives the same samples.</summary>
    /// <param name="problem">The observed window.</param>
    /// <param name="key">The key of the draws.</param>
    /// <param name="samples">Receives count x WindowEntries values, row-major; its length sets the count.</param>
    /// <returns>Whether the samples are usable, and why not.</returns>
    /// <exception cref="ArgumentException">As of <see cref="IAnalysis.Analyze"/>.</exception>
    /// <exception cref="InvalidOperationException">Another call uses the same posterior.</exception>
    AnalysisStatus Sample(ObservedWindow problem, RandomKey key, Span<float> samples);

    /// <summary>
    /// Log density of windows under the posterior, in nats: of the whole window, or of the variables that determine it (the state
    /// at one time, where the posterior is one over trajectories of the model), always the same for one posterior.
    /// </summary>
    /// <param name="problem">The observed window.</param>
    /// <param name="windows">count x WindowEntries values, row-major.</param>
    /// <param name="logProbs">Receives count values; minus infinity where the density is 0.</param>
    /// <returns>Whether the densities are usable, and why not.</returns>
    /// <exception cref="ArgumentException">As of <see cref="IAnalysis.Analyze"/>.</exception>
    /// <exception cref="InvalidOperationException">Another call uses the same posterior.</exception>
    AnalysisStatus LogProb(ObservedWindow problem, ReadOnlySpan<float> windows, Span<double> logProbs);
}
