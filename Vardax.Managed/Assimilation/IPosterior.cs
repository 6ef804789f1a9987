using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// An analysis that gives the whole posterior of a window: conditioned on the window once, then asked as often as wanted for moments,
/// samples and densities. One rule says of all of them whether they are usable: if the conditioning is not, nothing is; nor are numbers
/// that are not finite. A posterior serves one thread: create one per thread.
/// </summary>
public interface IPosterior : IAnalysis
{
    /// <summary>Conditions the posterior on a window; what is asked after that is about this window.</summary>
    /// <param name="problem">The observed window.</param>
    /// <returns>Whether the posterior is usable, and why not.</returns>
    /// <exception cref="ArgumentException">The window is of another family of problems.</exception>
    /// <exception cref="InvalidOperationException">Another call uses the same posterior.</exception>
    AnalysisStatus Condition(ObservedWindow problem);

    /// <summary>The mean and the marginal standard deviations of the window.</summary>
    /// <param name="mean">Receives the estimate of each entry, (time, component) row-major.</param>
    /// <param name="standardDeviation">Receives the marginal standard deviation of each entry.</param>
    /// <returns>Whether they are usable, and why not.</returns>
    /// <exception cref="ArgumentException">A length is not the window's.</exception>
    /// <exception cref="InvalidOperationException">Another call uses the same posterior.</exception>
    AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation);

    /// <summary>Draws windows from the posterior. The same key gives the same samples.</summary>
    /// <param name="key">The key of the draws.</param>
    /// <param name="samples">Receives count x WindowEntries values, row-major; its length sets the count.</param>
    /// <returns>Whether the samples are usable, and why not.</returns>
    /// <exception cref="ArgumentException">The length is not a whole number of windows.</exception>
    /// <exception cref="InvalidOperationException">Another call uses the same posterior.</exception>
    AnalysisStatus Sample(RandomKey key, Span<float> samples);

    /// <summary>
    /// Log density of windows under the posterior, in nats: of the whole window, or of the variables that determine it (the state
    /// at one time, if the posterior is one over trajectories of the model), always the same for one posterior.
    /// </summary>
    /// <param name="windows">count x WindowEntries values, row-major.</param>
    /// <param name="logProbs">Receives count values; minus infinity where the density is 0.</param>
    /// <returns>Whether the densities are usable, and why not.</returns>
    /// <exception cref="ArgumentException">The length is not a whole number of windows.</exception>
    /// <exception cref="InvalidOperationException">Another call uses the same posterior.</exception>
    AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs);
}
