namespace Vardax.Managed.Inference;

/// <summary>How a training went.</summary>
public sealed record TrainingHistory
{
    /// <summary>Loss before each step made: NLL per problem in nats.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];

    /// <summary>Validation losses by step; empty where the recipe watches none.</summary>
    public IReadOnlyList<(int Step, double Loss)> ValidationLosses { get; init; } = [];

    /// <summary>How it ended.</summary>
    public TrainingStatus Status { get; init; }

    /// <summary>Wall time of everything from the first simulation on, in seconds.</summary>
    public double TrainTimeS { get; init; }
}
