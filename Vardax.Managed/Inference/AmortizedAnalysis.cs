using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Inference;

/// <summary>
/// An amortized posterior as an analysis: the window's mean and marginal standard deviations, its entries independent. One per
/// thread.
/// </summary>
public sealed class AmortizedAnalysis : IPosterior
{
    private readonly AmortizedPosterior posterior;
    private readonly PosteriorWorkspace workspace;

    /// <summary>Wraps a posterior.</summary>
    public AmortizedAnalysis(AmortizedPosterior posterior, string name = "amortized")
    {
        ArgumentNullException.ThrowIfNull(posterior);
        (this.posterior, Name) = (posterior, name);
        workspace = posterior.CreateWorkspace();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation)
    {
        ArgumentNullException.ThrowIfNull(problem);
        posterior.Predict(problem.Observations, problem.Mask, mean, standardDeviation, workspace);
        return AnalysisStatus.Of(mean, standardDeviation);
    }

    /// <inheritdoc/>
    public AnalysisStatus Sample(ObservedWindow problem, RandomKey key, Span<float> samples)
    {
        ArgumentNullException.ThrowIfNull(problem);
        posterior.Sample(problem.Observations, problem.Mask, key, samples, workspace);
        return AnalysisStatus.Ok;
    }

    /// <inheritdoc/>
    public void LogProb(ObservedWindow problem, ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Shapes.RequireMatrix(windows.Length, logProbs.Length, posterior.Entries, nameof(windows));
        for (int i = 0; i < logProbs.Length; i++)
        {
            posterior.LogProb(problem.Observations, problem.Mask, windows.Slice(i * posterior.Entries, posterior.Entries),
                logProbs.Slice(i, 1), workspace);
        }
    }
}
