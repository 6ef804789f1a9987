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

    /// <summary>The posterior as an analysis, for one thread.</summary>
    public IPosterior CreateAnalysis() => CreateAnalysis(null);

    /// <summary>The posterior as an analysis, for one thread, recalibrated where it is over the control.</summary>
    public IPosterior CreateAnalysis(Recalibration? recalibration) => Density is ControlPosterior control
        ? new ControlAnalysis(control, recalibration, "amortized")
        : new AmortizedAnalysis(Posterior);

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
