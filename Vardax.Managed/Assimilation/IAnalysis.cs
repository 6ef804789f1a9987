namespace Vardax.Managed.Assimilation;

/// <summary>A method that estimates the window's states from its observations.</summary>
public interface IAnalysis
{
    /// <summary>The method's name, as shown in tables.</summary>
    string Name { get; }

    /// <summary>Analyses one window.</summary>
    /// <param name="problem">The observed window.</param>
    /// <param name="mean">Receives the estimate of each entry, (time, component) row-major.</param>
    /// <param name="standardDeviation">Receives the marginal standard deviation of each entry.</param>
    /// <returns>Whether the estimate is usable, and why not.</returns>
    AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation);
}
