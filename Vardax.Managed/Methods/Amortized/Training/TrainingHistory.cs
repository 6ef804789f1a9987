namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>How a training went.</summary>
public class TrainingHistory
{
    /// <summary>Loss before each step made, NLL per problem in nats; the last is the one that stopped training when it is not
    /// finite.</summary>
    public double[] Losses { get; init; } = [];

    /// <summary>Validation losses by step; empty where the recipe watches none.</summary>
    public IReadOnlyList<ValidationLoss> ValidationLosses { get; init; } = [];

    /// <summary>
    /// The validation loss before the first step: with outputs that start at zero the best linear estimate's. NaN if none was watched.
    /// </summary>
    public double StartLoss { get; init; } = double.NaN;

    /// <summary>Standard error of <see cref="StartLoss"/>; NaN if fewer than two batches were watched.</summary>
    public double StartLossError { get; init; } = double.NaN;

    /// <summary>The lowest validation loss, of the weights that were kept; NaN if none was watched.</summary>
    public double LowestLoss => ValidationLosses.Select(look => look.Loss).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();

    /// <summary>
    /// Whether the lowest validation loss is below the one before the first step by more than that one's standard error; null if that is
    /// not known.
    /// </summary>
    public bool? Learned => double.IsNaN(StartLoss - StartLossError) ? null : LowestLoss < StartLoss - StartLossError;

    /// <summary>How it ended.</summary>
    public TrainingStatus Status { get; init; }

    /// <summary>Wall time of everything from the first simulation on, in seconds.</summary>
    public double TrainTimeS { get; init; }

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
