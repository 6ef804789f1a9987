using System.Diagnostics;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.InitialState;
using Vardax.Managed.Methods.Amortized.Networks;
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
public sealed record MethodComparison
{
    /// <summary>The family of problems.</summary>
    public ProblemSettings Settings { get; init; } = Presets.Reference();

    /// <summary>The methods; all by default.</summary>
    public IReadOnlyCollection<AnalysisMethod> Methods { get; init; } = Enum.GetValues<AnalysisMethod>();

    /// <summary>1 for the problem of <see cref="ExperimentKeys.Problem"/>, more for as many held-out problems.</summary>
    public int Problems { get; init; } = 1;

    /// <summary>Which observations are missing from the problems; null if none are.</summary>
    public MissingObservations? Missing { get; init; }

    /// <summary>The seeds.</summary>
    public ExperimentKeys Keys { get; init; } = new();

    /// <summary>The amortized posterior's architecture.</summary>
    public AmortizedConfig Config { get; init; } = AmortizedConfig.Control;

    /// <summary>How it is trained.</summary>
    public TrainingRecipe Recipe { get; init; } = Recipes.Control;

    /// <summary>How many steps before the window the background of the polish holds.</summary>
    public int PolishLeadSteps { get; init; } = 25;

    /// <summary>Problems that posteriors over the control are recalibrated on; 0 to leave them as they are.</summary>
    public int RecalibrationProblems { get; init; } = 16_384;

    /// <summary>Windows that the oracle simulates.</summary>
    public int OracleDraws { get; init; } = 1_000_000;

    /// <summary>What the classical analyses know beforehand.</summary>
    public BackgroundKind Background { get; init; } = BackgroundKind.Climatological;

    /// <summary>How many steps before the window the climatological background of the 4DVar methods holds.</summary>
    public int LeadSteps { get; init; } = 30;

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
    /// <param name="maxThreads">Most threads to use; -1 for the machine's.</param>
    /// <param name="progress">Told after every training step; may be null.</param>
    /// <param name="cancellation">Ends the run between problems, or within a step of training or simulation.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or there is no method.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public ComparisonResult Run(
        int maxThreads = -1, Action<TrainingProgress>? progress = null, CancellationToken cancellation = default)
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
        HeadType head = Trained?.Plan.Config.Head ?? Config.Head;
        // Only a guess of the control can be polished.
        AnalysisMethod[] methods = [.. Methods.Distinct().Where(m => m != AnalysisMethod.Polished || head != HeadType.Regression).Order()];
        TrainedModel? model = null;
        if (methods.Contains(AnalysisMethod.Amortized) || methods.Contains(AnalysisMethod.Polished))
            model = Trained ?? Train(generator, maxThreads, progress, cancellation);
        if (methods.Contains(AnalysisMethod.Polished) && model!.Background is null)
            throw new ArgumentException("The model is not polished; expected one that is, or methods without it.");
        cancellation.ThrowIfCancellationRequested();
        RandomKey trainKey = Trained?.Plan.TrainKey ?? RandomKey.FromSeed(Keys.Train);
        SimulatedPrior prior = AmortizedTrainer.EstimatePrior(generator, trainKey, cancellation);
        ClassicalBackground background = Background == BackgroundKind.Published
            ? ClassicalBackground.Published(settings)
            : ClassicalBackground.Climatological(generator, trainKey.Child(ulong.MaxValue), LeadSteps, cancellation: cancellation);

        var results = new List<MethodResult[]>();
        double[] sampleSizes = [];
        foreach (AnalysisMethod method in methods)
        {
            if (method == AnalysisMethod.Oracle)
            {
                (MethodResult[] scores, sampleSizes) = Consult(generator, problems, maxThreads, cancellation);
                results.Add(scores);
                continue;
            }

            Func<IAnalysis> create = method switch
            {
                // These hold buffers, one instance for each thread; the others serve all.
                AnalysisMethod.Amortized => model!.CreateAmortized,
                AnalysisMethod.Polished => model!.CreatePosterior,
                _ => Shared(Create(method, settings, background, prior)),
            };
            double trainTime = method is AnalysisMethod.Amortized or AnalysisMethod.Polished ? model!.History.TrainTimeS : 0;
            // A first call pays for compilation, and is not what a method takes.
            MethodResult first = MethodRunner.Run(create(), problems[0], trainTime);
            results.Add(Problems == 1 ? [first] : MethodRunner.RunMany(create, problems, trainTime, maxThreads, cancellation));
        }

        return new ComparisonResult
        {
            Problem = problems[0],
            First = [.. results.Select(r => r[0])],
            Table = new ComparisonTable(results.Select(MethodSummary.Of)),
            Model = model,
            EffectiveSampleSizes = sampleSizes,
        };
    }

    private TrainedModel Train(
        ProblemGenerator generator, int maxThreads, Action<TrainingProgress>? progress, CancellationToken cancellation)
    {
        TrainingResult training = AmortizedTrainer.Train(
            generator, Config, Recipe, RandomKey.FromSeed(Keys.Model), RandomKey.FromSeed(Keys.Train), maxThreads, progress,
            cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        return TrainedModel.Fit(training, new PolishOptions(), PolishLeadSteps, RecalibrationProblems, maxThreads, cancellation);
    }

    private static Func<IAnalysis> Shared(IAnalysis analysis) => () => analysis;

    private IAnalysis Create(
        AnalysisMethod method, ProblemSettings settings, ClassicalBackground background, SimulatedPrior prior)
    {
        int lead = background.LeadSteps;
        return method switch
        {
            AnalysisMethod.StrongFourDVar => new StrongFourDVar(settings, background.State, null, Starts, lead),
            AnalysisMethod.WeakFourDVar => new WeakFourDVar(settings, background.State,
                DiagonalCovariance.Isotropic(settings.StateDimension, ModelErrorStd), null, Starts, lead),
            AnalysisMethod.IncrementalFourDVar => new IncrementalFourDVar(settings, background.State, null, Starts, lead),
            AnalysisMethod.ThreeDVar => new ThreeDVar(settings, background.Window),
            AnalysisMethod.OptimalInterpolation => new OptimalInterpolation(settings, background.Window),
            AnalysisMethod.Linear => prior.Linear,
            AnalysisMethod.Climatology => prior.Climatology,
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Expected one of the methods."),
        };
    }

    /// <summary>One simulation serves all problems of the same mask; the runtime is that of one problem alone.</summary>
    private (MethodResult[] Results, double[] SampleSizes) Consult(
        ProblemGenerator generator, AssimilationProblem[] problems, int maxThreads, CancellationToken cancellation)
    {
        var oracle = new ImportanceSamplingOracle(
            generator, RandomKey.FromSeed(Keys.HeldOut).Child(ulong.MaxValue - 2), OracleDraws, maxThreads);
        long start = Stopwatch.GetTimestamp();
        OracleResult[] posteriors = oracle.Analyze(problems[..1], 0, cancellation);
        double runtime = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (problems.Length > 1)
        {
            posteriors = new OracleResult[problems.Length];
            foreach (IGrouping<string, int> same in Enumerable.Range(0, problems.Length).GroupBy(i => string.Concat(problems[i].Mask)))
            {
                OracleResult[] found = oracle.Analyze([.. same.Select(i => problems[i])], 0, cancellation);
                foreach ((int i, OracleResult posterior) in same.Zip(found))
                    posteriors[i] = posterior;
            }
        }

        return ([.. problems.Zip(posteriors, (problem, p) =>
                MethodRunner.Score(oracle.Name, problem, p.Mean, p.StandardDeviation, p.Status, runtime))],
            [.. posteriors.Select(p => p.EffectiveSampleSize)]);
    }
}
