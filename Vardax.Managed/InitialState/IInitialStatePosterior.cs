using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.InitialState;

/// <summary>
/// A posterior that makes the state at the window's start of unit normals, by an invertible map, and lets the model carry that state
/// over the window.
/// </summary>
public interface IInitialStatePosterior : IPosterior
{
    /// <summary>The center of the posterior of the state at the window's start, where a descent may start.</summary>
    /// <param name="state">Receives a value for each component, finite or not.</param>
    void Center(Span<double> state);

    /// <summary>
    /// Draws windows from the density that <see cref="IPosterior.LogProb"/> gives. <see cref="IPosterior.Sample"/> does the same unless the
    /// posterior draws from a better one than that density.
    /// </summary>
    /// <param name="key">The key of the draws.</param>
    /// <param name="samples">Receives count x WindowEntries values, row-major; its length sets the count.</param>
    /// <returns>Whether the samples are usable, and why not.</returns>
    AnalysisStatus Propose(RandomKey key, Span<float> samples) => Sample(key, samples);

    /// <summary>
    /// The normals that lead to a state at the window's start, of the window conditioned on last, sorted by how much of the window's
    /// last state each explains and not recalibrated; and the features that a <see cref="Recalibration"/> goes by.
    /// </summary>
    /// <param name="firstState">A value for each component.</param>
    /// <param name="features">Receives <see cref="Recalibration.FeatureCount(ProblemSettings)"/> values.</param>
    /// <param name="coordinates">Receives a value for each free coordinate.</param>
    /// <returns>Whether there is such a map for the window.</returns>
    bool TryWhiten(ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates);
}
