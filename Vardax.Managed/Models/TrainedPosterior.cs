using System.Diagnostics;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Diagnostics;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Models;

/// <summary>
/// A trained model's posterior within its bounds. If nothing is observed, the answer is climatology's. If more is missing than
/// training covered, an answer that rests on the network alone is not usable. Neither is one wider than climatology: the root mean
/// square over the window of standard deviations in climatology's must not exceed 1.25 (the mean posterior variance is never above the
/// prior's, a single one may be, by a little). A polished answer by a window's own background has no such bounds. One per thread; allocates nothing per analysis.
/// </summary>
internal sealed class TrainedPosterior : IPosterior
{
    private const double Widest = 1.25;

    private readonly IPosterior answer;
    private readonly ConditionalDensity density;
    private readonly Climatology? climatology;
    private readonly ProblemGenerator prior;
    private readonly TrainedMask trained;
    private readonly AnalysisStatus untrained;
    private readonly float[] mean, standardDeviation, scratch;
    private readonly ExclusiveUse guard = new("posterior");
    private AnalysisStatus status;
    private bool isClimatology;

    /// <summary>Binds a posterior of a model.</summary>
    public TrainedPosterior(IPosterior answer, TrainedModel model)
    {
        (this.answer, density, climatology) = (answer, model.Density, model.Climatology);
        ProblemSettings settings = model.Settings;
        (prior, trained) = (new ProblemGenerator(settings), new TrainedMask(settings, model.Plan.Recipe.Missing));
        untrained = AnalysisStatus.Unusable(AnalysisCode.UntrainedMask, FormattableString.Invariant(
            $"more is missing than the network was trained to do without: over {100 * model.Plan.Recipe.Missing} % of its {trained.Observed} observations"));
        int n = settings.WindowEntries;
        (mean, standardDeviation) = (new float[n], new float[n]);
        scratch = new float[prior.ScratchSize(int.MaxValue)];
    }

    /// <inheritdoc/>
    public string Name => answer.Name;

    private static AnalysisStatus NothingObserved { get; } =
        AnalysisStatus.Usable(AnalysisCode.NothingObserved, "nothing is observed: the answer is climatology's");

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) =>
        Condition(problem).Worse(Moments(mean, standardDeviation));

    /// <inheritdoc/>
    public AnalysisStatus Condition(ObservedWindow problem)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        ArgumentNullException.ThrowIfNull(problem);
        using Activity? activity = Telemetry.Start("vardax.analyze");
        long start = Telemetry.StartOfAnalysis();
        status = Answer(problem);
        Telemetry.Analysed(start, status.IsUsable, status.Code != AnalysisCode.NotPolished);
        activity?.SetTag("vardax.status", status.Code.ToString());
        return status;
    }

    private AnalysisStatus Answer(ObservedWindow problem)
    {
        isClimatology = climatology is not null && problem.Background is null && !problem.Mask.AsSpan().ContainsAnyExcept(0f);
        if (isClimatology)
            return climatology!.Analyze(problem, mean, standardDeviation).Worse(NothingObserved);
        AnalysisStatus found = answer.Condition(problem).Worse(answer.Moments(mean, standardDeviation));
        return Bounded(problem, found, standardDeviation);
    }

    /// <inheritdoc/>
    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Length(this.mean.Length, mean.Length, nameof(mean));
        Guard.Length(this.mean.Length, standardDeviation.Length, nameof(standardDeviation));
        this.mean.CopyTo(mean);
        this.standardDeviation.CopyTo(standardDeviation);
        return status;
    }

    /// <inheritdoc/>
    public AnalysisStatus Sample(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        if (!isClimatology)
            return status.Worse(answer.Sample(key, samples));
        int count = samples.Length / mean.Length;
        Guard.Matrix(samples.Length, count, mean.Length, nameof(samples));
        prior.GenerateTruths(key, 0, count, samples, scratch);
        return status.Worse(AnalysisStatus.OfSamples(samples, mean.Length));
    }

    /// <inheritdoc/>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        if (!isClimatology)
            return status.Worse(answer.LogProb(windows, logProbs));
        Guard.Matrix(windows.Length, logProbs.Length, mean.Length, nameof(windows));
        for (int i = 0; i < logProbs.Length; i++)
            logProbs[i] = density.PriorLogProb(windows.Slice(i * mean.Length, mean.Length), climatology!);
        return status.Worse(AnalysisStatus.OfLogProbs(logProbs));
    }

    private AnalysisStatus Bounded(ObservedWindow problem, AnalysisStatus status, ReadOnlySpan<float> deviations)
    {
        // A window's own background may be wider than climatology, and with it no network has to have been trained for the mask.
        if (!status.IsUsable || (problem.Background is not null && status.Code is not (AnalysisCode.NotPolished or AnalysisCode.BackgroundUnused)))
            return status;
        // Multi-start 4DVar found its answer without the network.
        if (status.Code != AnalysisCode.MultiStart && !trained.Covers(problem.Mask))
            return untrained;
        if (climatology is null)
            return status;
        double squares = 0;
        for (int e = 0; e < deviations.Length; e++)
        {
            double share = (double)deviations[e] / climatology.StandardDeviation[e];
            squares += share * share;
        }

        double width = Math.Sqrt(squares / deviations.Length);
        return width <= Widest ? status : AnalysisStatus.Unusable(AnalysisCode.WiderThanClimatology, string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"wider than climatology: {width:G3} of its standard deviations"));
    }
}
