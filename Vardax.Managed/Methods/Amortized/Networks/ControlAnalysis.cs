using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.InitialState;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>
/// The posterior of a network over the state at the window's start, carried over the window by the model: of a Gaussian head the mean
/// and, by the tangent model, the standard deviations; of others the moments of draws. Samples are trajectories of the model. One per
/// thread; allocates nothing per analysis.
/// </summary>
public sealed class ControlAnalysis : IInitialStatePosterior
{
    private readonly InitialStateMap map;
    private readonly CarriedPosterior carried;
    private readonly ExclusiveUse guard = new("posterior");
    private AnalysisStatus status;

    /// <summary>Wraps a network.</summary>
    /// <param name="posterior">The network.</param>
    /// <param name="recalibration">Fitted to this posterior; null to leave it as it is.</param>
    /// <param name="name">The method's name.</param>
    /// <exception cref="ArgumentException">The recalibration is of another dimension.</exception>
    public ControlAnalysis(ControlDensity posterior, Recalibration? recalibration = null, string name = "control")
    {
        ArgumentNullException.ThrowIfNull(posterior);
        (Posterior, Name) = (posterior, name);
        (map, carried) = (new InitialStateMap(posterior), new CarriedPosterior(posterior.Settings, recalibration));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The network.</summary>
    public ControlDensity Posterior { get; }

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) =>
        Condition(problem).Worse(Moments(mean, standardDeviation));

    /// <inheritdoc/>
    public AnalysisStatus Condition(ObservedWindow problem)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        map.Condition(problem);
        carried.Set(map, problem.Mask);
        return status = carried.Status.WithoutBackground(problem);
    }

    /// <inheritdoc/>
    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Length(carried.Entries, mean.Length, nameof(mean));
        Guard.Length(carried.Entries, standardDeviation.Length, nameof(standardDeviation));
        return carried.Moments(mean, standardDeviation);
    }

    /// <inheritdoc/>
    public AnalysisStatus Sample(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        int count = samples.Length / carried.Entries;
        Guard.Matrix(samples.Length, count, carried.Entries, nameof(samples));
        return carried.Sample(key, count, samples);
    }

    /// <inheritdoc/>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Matrix(windows.Length, logProbs.Length, carried.Entries, nameof(windows));
        return carried.LogProb(windows, logProbs);
    }

    /// <inheritdoc/>
    public void Center(Span<double> state)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        carried.Center(state);
    }

    /// <inheritdoc/>
    public bool TryWhiten(ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        if (!status.IsUsable)
            return false;
        carried.Whiten(firstState, coordinates);
        carried.Features.CopyTo(features);
        return true;
    }
}
