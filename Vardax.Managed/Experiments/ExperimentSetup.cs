using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>What every experiment sets: the problems, the network, its training, and how answers are polished and recalibrated.</summary>
public abstract record ExperimentSetup
{
    private protected ExperimentSetup()
    {
    }

    /// <summary>The family of problems.</summary>
    public ProblemSettings Settings { get; init; } = Presets.Reference();

    /// <summary>The architecture.</summary>
    public AmortizedConfig Config { get; init; } = new AmortizedConfig();

    /// <summary>How to train.</summary>
    public TrainingRecipe Recipe { get; init; } = Recipes.Control;

    /// <summary>The seeds.</summary>
    public ExperimentKeys Keys { get; init; } = new();

    /// <summary>How a head over the control is polished; null to leave its answers as they are.</summary>
    public PolishOptions? Polish { get; init; } = new();

    /// <summary>How many steps before the window the background of the polish holds; null to choose that by validation.</summary>
    public int? PolishLeadSteps { get; init; }

    /// <summary>
    /// Problems, simulated afresh, that a posterior over the control is recalibrated on; 0 to leave it as it is.
    /// </summary>
    public int RecalibrationProblems { get; init; } = 32_768;

    /// <summary>Trains the network and makes a model of it.</summary>
    private protected (TrainingResult Training, TrainedModel Model) Train(
        TrainingRun? run, CancellationToken cancellation)
    {
        var plan = new TrainingPlan(Settings, Config, Recipe, RandomKey.FromSeed(Keys.Model), RandomKey.FromSeed(Keys.Train));
        TrainingResult training = AmortizedTrainer.Train(plan, run, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return (training, TrainedModel.Fit(training, Polish, PolishLeadSteps, RecalibrationProblems, (run ?? new TrainingRun()).Parallel(cancellation)));
    }
}
