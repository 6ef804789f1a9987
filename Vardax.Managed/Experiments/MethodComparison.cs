using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Particles;
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

    /// <summary>Most windows that the oracle simulates.</summary>
    public int OracleDraws { get; init; } = 1_000_000;

    /// <summary>Effective sample size at which the oracle simulates no more windows for a problem: its mean is then known to a hundredth of its spread.</summary>
    public double OracleSampleSize { get; init; } = 10_000;

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
        ComparisonWork work = Prepare(Shard.Whole, run, cancellation);
        double[] sizes = [];
        MethodResult[] Consult()
        {
            ComparisonOracle oracle = Oracle(work.Generator, work.Problems, work.Parallel);
            (OracleSums[][] sums, double runtime) = oracle.Weigh();
            (MethodResult[] scored, sizes) = oracle.Score(sums, runtime);
            return scored;
        }

        MethodResult[][] results = [.. work.Methods.Select(method => method.Run?.Invoke(work) ?? Consult())];
        return Result(work.Problems[0], work.Model, results, sizes, work.Background.LeadSteps);
    }

    /// <summary>A part of <see cref="Run"/>: a shard of the problems, and of the oracle's draws.</summary>
    /// <param name="shard">Which part.</param>
    /// <param name="run">Threads; null for the machine's.</param>
    /// <param name="cancellation">Ends the run between problems, or within a step of simulation.</param>
    /// <exception cref="ArgumentException">A setting is out of range, there is no method, or a method needs a model and none is given.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Ledger RunPart(Shard shard, TrainingRun? run = null, CancellationToken cancellation = default)
    {
        RequireTrained();
        ComparisonWork work = Prepare(shard, run, cancellation);
        Ledger part = new();
        part.Keep("lead_steps", (double)work.Background.LeadSteps);
        foreach (AnalysisMethod method in work.Methods)
        {
            if (method.Run is null)
            {
                Oracle(work.Generator, Simulate(Shard.Whole), work.Parallel).Keep(part, shard);
                continue;
            }

            MethodResult[] results = method.Run(work);
            if (results.Length > 0 && shard.Start(Problems) == 0)
            {
                part.Keep($"{method}.estimate", results[0].Estimate.Values);
                part.Keep($"{method}.std", results[0].StandardDeviation);
            }

            foreach (MethodResult result in results)
                result.Keep(part);
        }

        return part;
    }

    /// <summary>The result of <see cref="Run"/>, bit for bit but for the run times, from the parts of this record's settings.</summary>
    /// <param name="parts">Parts 0, 1, ..., loaded; each is asked for when the one before has been read.</param>
    /// <param name="count">How many parts there are.</param>
    /// <exception cref="ArgumentException">A setting is out of range, there is no method, or a method needs a model and none is given.</exception>
    /// <exception cref="VardaxFormatException">A part holds too little.</exception>
    public ComparisonResult Merge(IEnumerable<Ledger> parts, int count)
    {
        ArgumentNullException.ThrowIfNull(parts);
        RequireTrained();
        AnalysisMethod[] methods = Chosen;
        AssimilationProblem[] problems = Simulate(methods.Any(m => m.Run is null) ? Shard.Whole : new Shard(0, Math.Max(1, Problems)));
        ComparisonOracle oracle = Oracle(Generator, problems, null);
        OracleSums[][] sums = oracle.CreateSums();
        double runtime = 0, lead = 0;
        MethodResult[][] results = [.. methods.Select(_ => new MethodResult[Problems])];
        foreach ((int index, Ledger part) in parts.Index())
        {
            var shard = new Shard(index, count);
            lead = part.Keep("lead_steps", 0.0);
            foreach ((AnalysisMethod method, MethodResult[] all) in methods.Zip(results))
            {
                if (method.Run is null)
                {
                    runtime += oracle.Read(part, shard, sums);
                    continue;
                }

                bool isFirst = shard.Start(Problems) == 0 && shard.End(Problems) > 0;
                MethodResult first = !isFirst && all[0] is { } known ? known : MethodResult.Unscored(method.Name,
                    new Trajectory(problems[0].Settings.Grid, problems[0].Settings.StateDimension,
                        isFirst ? part.Keep($"{method}.estimate", Array.Empty<float>()) : problems[0].Truth.Values),
                    isFirst ? part.Keep($"{method}.std", Array.Empty<float>()) : []);
                shard.Fill(all, () => first.Keep(part));
            }
        }

        double[] sizes = [];
        for (int m = 0; m < methods.Length; m++)
        {
            if (methods[m].Run is null)
                (results[m], sizes) = oracle.Score(sums, runtime);
        }

        return Result(problems[0], methods.Any(m => m.NeedsModel) ? Trained : null, results, sizes, (int)lead);
    }

    // Only a guess of the control can be polished.
    private AnalysisMethod[] Chosen => [.. AnalysisMethod.All.Where(m =>
        Methods.Contains(m) && ((Trained?.Plan.Config ?? Config).Head.IsOverControl || !m.NeedsPolish))];

    private void RequireTrained()
    {
        if (Trained is null && Chosen.FirstOrDefault(m => m.NeedsModel) is { } method)
            throw new ArgumentException($"The method {method} needs a trained model; expected one, so that the parts share it.");
    }

    private ComparisonOracle Oracle(ProblemGenerator generator, AssimilationProblem[] problems, ParallelOptions? parallel) => new(
        new ImportanceSamplingOracle(generator, RandomKey.FromSeed(Keys.HeldOut).Oracle(), OracleDraws, parallel, OracleSampleSize), problems);

    private static ComparisonResult Result(AssimilationProblem problem, TrainedModel? model, MethodResult[][] results, double[] sizes, int lead) => new()
    {
        Problem = problem,
        First = [.. results.Select(r => r[0])],
        Results = results,
        Table = new ComparisonTable(results.Select(MethodSummary.Of)),
        Model = model,
        LeadSteps = lead,
        EffectiveSampleSizes = sizes,
    };

    private ProblemGenerator Generator => new(Trained?.Settings ?? Settings);

    private AssimilationProblem[] Simulate(Shard shard)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Problems, 1);
        if (Methods.Count == 0)
            throw new ArgumentException("Methods is empty; expected at least one method.");
        var generator = new ProblemGenerator(Trained?.Settings ?? Settings, Missing);
        int first = shard.Start(Problems);
        return [.. Enumerable.Range(first, shard.End(Problems) - first).Select(i => generator.Generate(
            Problems == 1 ? RandomKey.FromSeed(Keys.Problem) : Keys.HeldOutStream.Child((ulong)i)))];
    }

    private ComparisonWork Prepare(Shard shard, TrainingRun? run, CancellationToken cancellation)
    {
        AssimilationProblem[] problems = Simulate(shard);
        ProblemGenerator generator = Generator;
        TrainedModel? model = null;
        if (Chosen.Any(m => m.NeedsModel))
            model = Trained ?? Train(run, cancellation).Model;
        // A model trained here whose own answers know more than polished ones has no polished ones.
        AnalysisMethod[] methods = [.. Chosen.Where(m => !m.NeedsPolish || model!.Background is not null)];
        if (methods.Length == 0 || (Trained is not null && methods.Length < Chosen.Length))
            throw new ArgumentException("The model is not polished; expected one that is, or methods without it.");
        cancellation.ThrowIfCancellationRequested();
        RandomKey trainKey = Trained?.Plan.TrainKey ?? RandomKey.FromSeed(Keys.Train);
        return new ComparisonWork
        {
            Comparison = this, Methods = methods, Generator = generator, Problems = problems, Model = model,
            Prior = AmortizedTrainer.EstimatePrior(generator, trainKey, cancellation),
            Background = Background == BackgroundKind.Published
                ? ClassicalBackground.Published(generator.Settings)
                : ClassicalBackground.Climatological(generator, trainKey.Prior(), Lead(generator.Settings, trainKey, model, run, cancellation), cancellation: cancellation),
            Parallel = (run ?? new TrainingRun()).Parallel(cancellation),
        };
    }

    private PolishBackground Lead(
        ProblemSettings settings, RandomKey trainKey, TrainedModel? model, TrainingRun? run, CancellationToken cancellation) =>
        LeadSteps is null && model?.Background is { } polish ? polish
            : ClassicalBackground.OfState(settings, trainKey, Starts, Chosen.Any(m => m.NeedsLead) ? LeadSteps : LeadSteps ?? 0,
                (run ?? new TrainingRun()).Parallel(cancellation));
}
