using Vardax.Managed.Assimilation;

namespace Vardax.Managed.Inference;

/// <summary>What training gave.</summary>
/// <param name="Density">The trained density.</param>
/// <param name="Prior">The simulated prior the units of a regression head come from; null where they do not.</param>
/// <param name="Losses">Loss before each step made; the last is the one that stopped training when it is not finite.</param>
/// <param name="Status">How it ended.</param>
/// <param name="TrainTimeS">Wall time of everything from the first simulation on, in seconds.</param>
public sealed record TrainingResult(
    ConditionalDensity Density, SimulatedPrior? Prior, double[] Losses, TrainingStatus Status, double TrainTimeS)
{
    /// <summary>The trained posterior over all states of the window.</summary>
    /// <exception cref="InvalidOperationException">The head is over the control.</exception>
    public AmortizedPosterior Posterior => Density as AmortizedPosterior
        ?? throw new InvalidOperationException($"This is a posterior over the control; {nameof(Control)} has it.");

    /// <summary>The trained posterior over the control.</summary>
    /// <exception cref="InvalidOperationException">The head is over all states of the window.</exception>
    public ControlPosterior Control => Density as ControlPosterior
        ?? throw new InvalidOperationException($"This is a posterior over all states of the window; {nameof(Posterior)} has it.");

    /// <summary>Validation losses by step; empty where the recipe watches none.</summary>
    public IReadOnlyList<(int Step, double Loss)> ValidationLosses { get; init; } = [];

    /// <summary>What was trained, and how.</summary>
    public required TrainingPlan Plan { get; init; }

    /// <summary>How it went.</summary>
    public TrainingHistory History =>
        new() { Losses = Losses, ValidationLosses = ValidationLosses, Status = Status, TrainTimeS = TrainTimeS };

    /// <summary>The posterior as an analysis, for one thread, neither recalibrated nor polished.</summary>
    public IPosterior CreateAnalysis() => new TrainedModel { Plan = Plan, Density = Density }.CreateAmortized();

    /// <summary>The last loss: NLL per problem before the last step, in nats.</summary>
    public double FinalNll => Losses.Length == 0 ? double.NaN : Losses[^1];

    /// <summary>The ending in words, naming the step where it was not the planned one.</summary>
    public string Message => Status switch
    {
        TrainingStatus.Completed => $"completed {Losses.Length} steps",
        TrainingStatus.StoppedEarly => $"stopped early after {Losses.Length} steps: the validation loss no longer falls",
        TrainingStatus.Cancelled => $"cancelled after {Losses.Length} steps",
        _ => $"stopped at step {Losses.Length - 1}: the loss, its gradient or the update is not finite",
    };
}
