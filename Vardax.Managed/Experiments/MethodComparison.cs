using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>
/// Lines up the classical analyses, climatology, the amortized posterior and the exact oracle on the same problem, or on many
/// that none of them has seen.
/// </summary>
public sealed record MethodComparison : ExperimentSetup
{
    /// <summary>The methods; all by default.</summary>
    public IReadOnlyCollection<AnalysisMethod> Methods { get; init; } = AnalysisMethod.All;

    /// <summary>1 for the problem of <see cref="ExperimentKeys.Problem"/>, more for as many held-out problems.</summary>
    public int Problems { get; init; } = 1;

    /// <summary>Which observations are missing from the problems; null if none are.</summary>
    public MissingObservations? Missing { get; init; }

    /// <summary>Windows that the oracle simulates.</summary>
    public int OracleDraws { get; init; } = 1_000_000;

    /// <summary>What the classical analyses know beforehand.</summary>
    public BackgroundKind Background { get; init; } = BackgroundKind.Climatological;

    /// <summary>
    /// How many steps before the window the climatological background of the 4DVar methods holds; null for as many as that of the trained
    /// model's polish, or, without one, for a choice by validation.
    /// </summary>
    public int? LeadSteps { get; init; }

    /// <summary>Starting points of the 4DVar methods.</summary>
    public MultiStart Starts { get; init; } = new();

    /// <summary>Standard deviation of each component of one step's model error in weak-constraint 4DVar (Q).</summary>
    public double ModelErrorStd { get; init; } = 1e-3;

    /// <summary>
    /// A model trained already: the problems are of its family, and of this record's settings those of the problems, the
    /// architecture and the training do not count. Null to train one.
    /// </summary>
    public TrainedModel? Trained { get; init; }

    /// <summary>Runs it. The same settings give the same scores at every number of threads.</summary>
    /// <param name="run">Threads, progress, checkpoints of the training; null for the defaults.</param>
    /// <param name="cancellation">Ends the run between problems, or within a step of training or simulation.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or there is no method.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public ComparisonResult Run(TrainingRun? run = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Problems, 1);
        if (Methods.Count == 0)
            throw new ArgumentException("Methods is empty; expected at least one method.");
        ProblemSettings settings = Trained?.Settings ?? Settings;
        var generator = new ProblemGenerator(settings);
        var problemGenerator = new ProblemGenerator(settings, Missing);
        AssimilationProblem[] problems = Problems == 1
            ? [problemGenerator.Generate(RandomKey.FromSeed(Keys.Problem))]
            : [.. Enumerable.Range(0, Problems).Select(i => problemGenerator.Generate(Keys.HeldOutStream.Child((ulong)i)))];
        // Only a guess of the control can be polished.
        bool canPolish = (Trained?.Plan.Config ?? Config).Head.IsOverControl;
        AnalysisMethod[] methods = [.. AnalysisMethod.All.Where(m => Methods.Contains(m) && (canPolish || !m.NeedsPolish))];
        TrainedModel? model = null;
        if (methods.Any(m => m.NeedsModel))
            model = Trained ?? Train(run, cancellation).Model;
        if (methods.Any(m => m.NeedsPolish) && model!.Background is null)
            throw new ArgumentException("The model is not polished; expected one that is, or methods without it.");
        cancellation.ThrowIfCancellationRequested();
        RandomKey trainKey = Trained?.Plan.TrainKey ?? RandomKey.FromSeed(Keys.Train);
        SimulatedPrior prior = AmortizedTrainer.EstimatePrior(generator, trainKey, cancellation);
        ClassicalBackground background = Background == BackgroundKind.Published
            ? ClassicalBackground.Published(settings)
            : ClassicalBackground.Climatological(generator, trainKey.Prior(), Lead(settings, trainKey, methods, model, run, cancellation), cancellation: cancellation);

        var work = new ComparisonWork
        {
            Comparison = this, Generator = generator, Problems = problems, Prior = prior, Background = background, Model = model,
            Parallel = (run ?? new TrainingRun()).Parallel(cancellation),
        };
        MethodResult[][] results = [.. methods.Select(method => method.Run(work))];
        return new ComparisonResult
        {
            Problem = problems[0],
            First = [.. results.Select(r => r[0])],
            Table = new ComparisonTable(results.Select(MethodSummary.Of)),
            Model = model,
            LeadSteps = background.LeadSteps,
            EffectiveSampleSizes = work.EffectiveSampleSizes,
        };
    }

    private PolishBackground Lead(
        ProblemSettings settings, RandomKey trainKey, AnalysisMethod[] methods, TrainedModel? model, TrainingRun? run,
        CancellationToken cancellation) =>
        LeadSteps is null && model?.Background is { } polish ? polish
            : ClassicalBackground.OfState(settings, trainKey, Starts, methods.Any(m => m.NeedsLead) ? LeadSteps : LeadSteps ?? 0,
                (run ?? new TrainingRun()).Parallel(cancellation));
}
