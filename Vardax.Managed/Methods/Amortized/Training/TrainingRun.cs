namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>How a training runs. Nothing here changes a bit of what it gives.</summary>
public sealed record TrainingRun
{
    /// <summary>Most threads to use; -1 for the machine's.</summary>
    public int MaxThreads { get; init; } = -1;

    /// <summary>Told after every step; null for nobody.</summary>
    public Action<TrainingProgress>? Progress { get; init; }

    /// <summary>When to hand out all that a later training needs to go on; null for never.</summary>
    public Checkpointing? Checkpoints { get; init; }

    /// <summary>
    /// A checkpoint of the same plan: training goes on after its steps, to the same bits as if it had never stopped. Null to begin.
    /// </summary>
    public TrainingCheckpoint? Resume { get; init; }

    /// <summary>The same threads and a token for work that is no training.</summary>
    internal ParallelOptions Parallel(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = MaxThreads, CancellationToken = cancellation };
}
