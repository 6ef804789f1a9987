using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>The same pairs at every step, simulated once: the problems of <c>split(key, batch size)</c>.</summary>
internal sealed class FixedTrainingData : ITrainingData
{
    private readonly float[] observations;
    private readonly float[] masks;
    private readonly float[] states;
    private readonly int count, entries, seen;

    /// <summary>Simulates the pairs.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public FixedTrainingData(ProblemGenerator generator, RandomKey key, int count)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (this.count, entries, seen) = (count, generator.Settings.WindowEntries, generator.Settings.ObservationEntries);
        observations = new float[count * seen];
        masks = new float[count * seen];
        states = new float[count * entries];
        generator.GenerateWindows(key, 0, count, observations, masks, states, new float[generator.ScratchSize(count)]);
        generator.ReplaceDiverged(count, observations, masks, states);
    }

    /// <inheritdoc/>
    public int ScratchSize(int rows) => 0;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch is not all the pairs.</exception>
    public void Fill(
        int step, int batchSize, int firstRow, int rows, Span<float> observations, Span<float> masks, Span<float> states,
        Span<float> scratch)
    {
        if (batchSize != count)
            throw new ArgumentException($"Expected a batch of all {count} pairs, found {batchSize}.", nameof(batchSize));
        this.observations.AsSpan(firstRow * seen, rows * seen).CopyTo(observations);
        this.masks.AsSpan(firstRow * seen, rows * seen).CopyTo(masks);
        this.states.AsSpan(firstRow * entries, rows * entries).CopyTo(states);
    }
}
