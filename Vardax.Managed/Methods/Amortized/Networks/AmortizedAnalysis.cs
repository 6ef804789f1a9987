using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>
/// An amortized posterior as an analysis: the window's mean and marginal standard deviations, its entries independent. One per
/// thread.
/// </summary>
public sealed class AmortizedAnalysis : IPosterior
{
    private readonly WindowDensity posterior;
    private readonly PosteriorWorkspace workspace;
    private readonly ProblemSettings? settings;
    private readonly float[] mean, standardDeviation;
    private readonly ExclusiveUse guard = new("posterior");

    /// <summary>Wraps a posterior.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="name">The method's name.</param>
    /// <param name="settings">The family that it is trained for: windows of another one are refused. Null to check their size alone.</param>
    public AmortizedAnalysis(WindowDensity posterior, string name = "amortized", ProblemSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        (this.posterior, Name, this.settings) = (posterior, name, settings);
        workspace = posterior.CreateWorkspace();
        (mean, standardDeviation) = (new float[posterior.Entries], new float[posterior.Entries]);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) =>
        Condition(problem).Worse(Moments(mean, standardDeviation));

    /// <inheritdoc/>
    public AnalysisStatus Condition(ObservedWindow problem)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        ArgumentNullException.ThrowIfNull(problem);
        settings?.RequireWindow(problem);
        posterior.Predict(problem.Observations, problem.Mask, mean, standardDeviation, workspace);
        return AnalysisStatus.Of(mean, standardDeviation).WithoutBackground(problem);
    }

    /// <inheritdoc/>
    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Length(posterior.Entries, mean.Length, nameof(mean));
        Guard.Length(posterior.Entries, standardDeviation.Length, nameof(standardDeviation));
        this.mean.CopyTo(mean);
        this.standardDeviation.CopyTo(standardDeviation);
        return AnalysisStatus.Of(mean, standardDeviation);
    }

    /// <inheritdoc/>
    public AnalysisStatus Sample(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Matrix(samples.Length, samples.Length / posterior.Entries, posterior.Entries, nameof(samples));
        // The first row of a batch of one.
        WindowDensity.Draw(key.Child(0), mean, standardDeviation, samples);
        return AnalysisStatus.Of(mean, standardDeviation).Worse(AnalysisStatus.OfSamples(samples, posterior.Entries));
    }

    /// <inheritdoc/>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        int entries = posterior.Entries;
        Guard.Matrix(windows.Length, logProbs.Length, entries, nameof(windows));
        for (int i = 0; i < logProbs.Length; i++)
            logProbs[i] = WindowDensity.LogProb(workspace.Mean, workspace.LogVariance, windows.Slice(i * entries, entries));
        return AnalysisStatus.Of(mean, standardDeviation).Worse(AnalysisStatus.OfLogProbs(logProbs));
    }
}
