using Vardax.Managed.Assimilation;

namespace Vardax.Managed.Inference;

/// <summary>An amortized posterior as an analysis: the window's mean and marginal standard deviations. One per thread.</summary>
public sealed class AmortizedAnalysis : IAnalysis
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
    public AnalysisStatus Analyze(AssimilationProblem problem, Span<float> mean, Span<float> standardDeviation)
    {
        ArgumentNullException.ThrowIfNull(problem);
        posterior.Predict(problem.Observations, problem.Mask, mean, standardDeviation, workspace);
        return AnalysisStatus.Of(mean, standardDeviation);
    }
}
