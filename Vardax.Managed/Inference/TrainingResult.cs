using Vardax.Managed.Assimilation;

namespace Vardax.Managed.Inference;

/// <summary>What training gave.</summary>
/// <param name="Posterior">The trained posterior.</param>
/// <param name="Prior">The simulated prior its units come from; null when the recipe does not standardise.</param>
/// <param name="Losses">Loss before each step made; the last is the one that stopped training when it is not finite.</param>
/// <param name="Status">How it ended.</param>
/// <param name="TrainTimeS">Wall time of everything from the first simulation on, in seconds.</param>
public sealed record TrainingResult(
    AmortizedPosterior Posterior, SimulatedPrior? Prior, double[] Losses, TrainingStatus Status, double TrainTimeS)
{
    /// <summary>The last loss: NLL per problem before the last step, in nats.</summary>
    public double FinalNll => Losses.Length == 0 ? double.NaN : Losses[^1];

    /// <summary>The ending in words, naming the step where it was not the planned one.</summary>
    public string Message => Status switch
    {
        TrainingStatus.Completed => $"completed {Losses.Length} steps",
        TrainingStatus.Cancelled => $"cancelled after {Losses.Length} steps",
        _ => $"stopped at step {Losses.Length - 1}: the loss, its gradient or the update is not finite",
    };
}
