using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// A method that estimates the window's states from its observations. An analysis that holds buffers serves one thread: create one
/// per thread. Those of this library throw an <see cref="InvalidOperationException"/> when two calls use one at once.
/// </summary>
public interface IAnalysis
{
    /// <summary>The method's name, as shown in tables.</summary>
    string Name { get; }

    /// <summary>Analyses one window.</summary>
    /// <param name="problem">The observed window.</param>
    /// <param name="mean">Receives the estimate of each entry, (time, component) row-major.</param>
    /// <param name="standardDeviation">Receives the marginal standard deviation of each entry.</param>
    /// <returns>Whether the estimate is usable, and why not.</returns>
    /// <exception cref="ArgumentException">The window is of another family of problems, or a length is not the window's.</exception>
    /// <exception cref="InvalidOperationException">Another call uses the same analysis, which holds buffers.</exception>
    AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation);
}
