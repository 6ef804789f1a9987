using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>The whole experiment: simulate, train, analyse, forecast, sample, and judge the calibration on held-out problems.</summary>
public sealed record AmortizedExperiment : ExperimentSetup
{
    /// <summary>Posterior samples of the test problem.</summary>
    public int Samples { get; init; } = 200;

    /// <summary>Problems the calibration is judged on.</summary>
    public int HeldOutProblems { get; init; } = 4096;

    /// <summary>Runs it. The same settings give the same bits at every number of threads.</summary>
    /// <param name="run">Threads, progress, checkpoints of the training; null for the defaults.</param>
    /// <param name="cancellation">Ends the run within a training step, or a block of other simulations.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public ExperimentResult Run(TrainingRun? run = null, CancellationToken cancellation = default)
    {
        var generator = new ProblemGenerator(Settings);
        AssimilationProblem problem = generator.Generate(RandomKey.FromSeed(Keys.Problem));
        (TrainingResult training, TrainedModel model) = Train(run, cancellation);
        SimulatedPrior prior = training.Prior
            ?? AmortizedTrainer.EstimatePrior(generator, RandomKey.FromSeed(Keys.Train), cancellation);
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
                model.Polished, prior.Climatology, generator, Keys.HeldOutStream, HeldOutProblems,
                (run ?? new TrainingRun()).Parallel(cancellation)),
        };
    }
}
