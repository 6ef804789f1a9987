using Vardax.Managed.Assimilation;
using Vardax.Managed.Systems;

namespace Vardax.Managed.InitialState;

/// <summary>
/// A posterior that makes the state at the window's start of unit normals, by an invertible map, and lets the model carry that state
/// over the window.
/// </summary>
public interface IInitialStatePosterior : IPosterior
{
    /// <summary>
    /// The center of the posterior of the state at a window's start, where a descent may start. Leaves the posterior unconditioned:
    /// <see cref="IPosterior.Condition"/> is to be called before anything else is asked.
    /// </summary>
    /// <param name="problem">The observed window.</param>
    /// <param name="state">Receives n values, finite or not.</param>
    /// <exception cref="ArgumentException">The window is of another family of problems.</exception>
    void Center(ObservedWindow problem, Span<double> state);

    /// <summary>
    /// The normals that lead to a state at the window's start, of the window conditioned on last, sorted by how much of the window's
    /// last state each explains and not recalibrated; and the features that a <see cref="Recalibration"/> goes by.
    /// </summary>
    /// <param name="firstState">n values.</param>
    /// <param name="features">Receives <see cref="Recalibration.FeatureCount(ProblemSettings)"/> values.</param>
    /// <param name="coordinates">Receives n values.</param>
    /// <returns>Whether there is such a map for the window.</returns>
    bool TryWhiten(ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates);
}
