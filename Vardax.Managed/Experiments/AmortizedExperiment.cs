using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Methods.Amortized.InitialState;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>The whole experiment: simulate, train, analyse, forecast, sample, and judge the calibration on held-out problems.</summary>
public sealed record AmortizedExperiment
{
    /// <summary>The family of problems.</summary>
    public ProblemSettings Settings { get; init; } = Presets.Reference();

    /// <summary>The architecture.</summary>
    public AmortizedConfig Config { get; init; } = AmortizedConfig.Control;

    /// <summary>How to train.</summary>
    public TrainingRecipe Recipe { get; init; } = Recipes.Control;

    /// <summary>How a head over the control is polished; null to leave its answers as they are.</summary>
    public PolishOptions? Polish { get; init; } = new();

    /// <summary>How many steps before the window the background of the polish holds.</summary>
    public int PolishLeadSteps { get; init; } = 25;

    /// <summary>
    /// Problems, simulated afresh, that a posterior over the control is recalibrated on; 0 to leave it as it is.
    /// </summary>
    public int RecalibrationProblems { get; init; } = 16_384;

    /// <summary>The seeds.</summary>
    public ExperimentKeys Keys { get; init; } = new();

    /// <summary>Posterior samples of the test problem.</summary>
    public int Samples { get; init; } = 200;

    /// <summary>Problems the calibration is judged on.</summary>
    public int HeldOutProblems { get; init; } = 4096;

    /// <summary>Runs it. The same settings give the same bits at every number of threads.</summary>
    /// <param name="maxThreads">Most threads to use; -1 for the machine's.</param>
    /// <param name="progress">Told after every training step; may be null.</param>
    /// <param name="cancellation">Ends the run within a training step, or a block of other simulations.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public ExperimentResult Run(
        int maxThreads = -1, Action<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var generator = new ProblemGenerator(Settings);
        AssimilationProblem problem = generator.Generate(RandomKey.FromSeed(Keys.Problem));
        RandomKey trainKey = RandomKey.FromSeed(Keys.Train);
        TrainingResult training = AmortizedTrainer.Train(
            generator, Config, Recipe, RandomKey.FromSeed(Keys.Model), trainKey, maxThreads, progress, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();

        SimulatedPrior prior = training.Prior ?? AmortizedTrainer.EstimatePrior(generator, trainKey, cancellation);
        TrainedModel model = TrainedModel.Fit(training, Polish, PolishLeadSteps, RecalibrationProblems, maxThreads, cancellation);
        return new ExperimentResult
        {
            Problem = problem,
            Training = training,
            Model = model,
            Amortized = MethodRunner.Run(model.CreateAmortized(), problem, training.TrainTimeS),
            Polished = model.Background is null ? null : MethodRunner.Run(model.CreatePosterior(), problem, training.TrainTimeS),
            Linear = MethodRunner.Run(prior.Linear, problem),
            Climatology = MethodRunner.Run(prior.Climatology, problem),
            Predictive = PredictiveSummary.Draw(model.Polished(), problem, RandomKey.FromSeed(Keys.Sample), Samples),
            HeldOut = HeldOutEvaluation.Evaluate(
                model.Polished, prior.Climatology, Settings, Keys.HeldOutStream, HeldOutProblems, maxThreads, cancellation: cancellation),
        };
    }
}
