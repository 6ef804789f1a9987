using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>
/// An amortized posterior as an analysis: the window's mean and marginal standard deviations, its entries independent. One per
/// thread.
/// </summary>
public sealed class AmortizedAnalysis : IPosterior
{
    private readonly AmortizedPosterior posterior;
    private readonly PosteriorWorkspace workspace;
    private readonly ProblemSettings? settings;
    private readonly float[] mean, standardDeviation;
    private readonly ExclusiveUse guard = new("posterior");

    /// <summary>Wraps a posterior.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="name">The method's name.</param>
    /// <param name="settings">The family that it is trained for: windows of another one are refused. Null to check their size alone.</param>
    public AmortizedAnalysis(AmortizedPosterior posterior, string name = "amortized", ProblemSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        (this.posterior, Name, this.settings) = (posterior, name, settings);
        workspace = posterior.CreateWorkspace();
        (mean, standardDeviation) = (new float[posterior.Entries], new float[posterior.Entries]);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Require(problem);
        posterior.Predict(problem.Observations, problem.Mask, mean, standardDeviation, workspace);
        return AnalysisStatus.Of(mean, standardDeviation);
    }

    /// <inheritdoc/>
    public AnalysisStatus Sample(ObservedWindow problem, RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Require(problem);
        posterior.Sample(problem.Observations, problem.Mask, key, samples, workspace);
        // Sampling leaves the standard deviations where the log variances were.
        return AnalysisStatus.Of(workspace.Mean, workspace.LogVariance).Worse(AnalysisStatus.OfSamples(samples, posterior.Entries));
    }

    /// <inheritdoc/>
    public AnalysisStatus LogProb(ObservedWindow problem, ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Require(problem);
        Shapes.RequireMatrix(windows.Length, logProbs.Length, posterior.Entries, nameof(windows));
        for (int i = 0; i < logProbs.Length; i++)
        {
            posterior.LogProb(problem.Observations, problem.Mask, windows.Slice(i * posterior.Entries, posterior.Entries),
                logProbs.Slice(i, 1), workspace);
        }

        posterior.Predict(problem.Observations, problem.Mask, mean, standardDeviation, workspace);
        return AnalysisStatus.Of(mean, standardDeviation).Worse(AnalysisStatus.OfLogProbs(logProbs));
    }

    private void Require(ObservedWindow problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        settings?.RequireWindow(problem);
    }
}
