using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>
/// The buffers a posterior works in, made once per thread, for batches of up to <see cref="Capacity"/> windows. Two calls that use
/// one at once throw an <see cref="InvalidOperationException"/>.
/// </summary>
internal sealed class PosteriorWorkspace
{
    internal PosteriorWorkspace(int capacity, int observations, int entries, int features, int scratchPerRow, ObservationCompletion? completion)
    {
        Completion = completion;
        Capacity = capacity;
        Observations = new float[capacity * observations];
        Features = new float[capacity * features];
        Mean = new float[capacity * entries];
        LogVariance = new float[capacity * entries];
        Scratch = new float[capacity * scratchPerRow];
    }

    /// <summary>The largest batch.</summary>
    public int Capacity { get; }

    internal ObservationCompletion? Completion { get; }
    internal ExclusiveUse Guard { get; } = new("workspace");

    internal float[] Observations { get; }

    internal float[] Features { get; }

    internal float[] Mean { get; }

    internal float[] LogVariance { get; }

    internal float[] Scratch { get; }
}
