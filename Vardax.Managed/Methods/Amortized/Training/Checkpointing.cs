namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>When a training hands out what a later one needs to go on.</summary>
/// <param name="Every">Steps from one checkpoint to the next; a training that is cancelled hands out a last one.</param>
/// <param name="Save">Receives each; its buffers are the training's own, valid during the call alone.</param>
public sealed record Checkpointing(int Every, Action<TrainingCheckpoint> Save)
{
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Every, 1);
        ArgumentNullException.ThrowIfNull(Save);
    }
}
