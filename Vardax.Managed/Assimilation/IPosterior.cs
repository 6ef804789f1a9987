using Vardax.Managed.Randomness;

namespace Vardax.Managed.Assimilation;

/// <summary>An analysis that gives the whole posterior of the window: samples and a density, not only marginals.</summary>
public interface IPosterior : IAnalysis
{
    /// <summary>Draws windows from the posterior. The same key gives the same samples.</summary>
    /// <param name="problem">The observed window.</param>
    /// <param name="key">The key of the draws.</param>
    /// <param name="samples">Receives count x WindowEntries values, row-major; its length sets the count.</param>
    /// <returns>Whether the samples are usable, and why not.</returns>
    AnalysisStatus Sample(ObservedWindow problem, RandomKey key, Span<float> samples);

    /// <summary>
    /// Log density of windows under the posterior, in nats: of the whole window, or of the variables that determine it (the state
    /// at one time, where the posterior is one over trajectories of the model), always the same for one posterior.
    /// </summary>
    /// <param name="problem">The observed window.</param>
    /// <param name="windows">count x WindowEntries values, row-major.</param>
    /// <param name="logProbs">Receives count values.</param>
    void LogProb(ObservedWindow problem, ReadOnlySpan<float> windows, Span<double> logProbs);
}
