using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Systems;

/// <summary>Consecutive simulated windows of a <see cref="ProblemSweep"/>. The next block overwrites the buffers.</summary>
public sealed class WindowBlock
{
    private readonly ProblemGenerator generator;
    private readonly float[] observations, masks, truths, values, scratch;
    private readonly int entries, seen;

    internal WindowBlock(ProblemGenerator generator, int size, bool isObserved, int spare = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        this.generator = generator;
        (entries, seen) = (generator.Settings.WindowEntries, generator.Settings.ObservationEntries);
        observations = new float[isObserved ? size * seen : 0];
        masks = new float[observations.Length];
        truths = new float[(size * entries) + spare];
        values = new float[generator.Settings.Observing.ValuesRoom(generator.Settings.WindowStates)];
        scratch = new float[generator.ScratchSize(size)];
    }

    /// <summary>Number of the first window's problem.</summary>
    public int First { get; private set; }

    /// <summary>How many windows.</summary>
    public int Rows { get; private set; }

    /// <summary>All true windows, row-major; rows of the buffer from <see cref="Rows"/> on hold nothing of use.</summary>
    public Span<float> Truths => truths;

    /// <summary>The observations of one window, 0 where not observed.</summary>
    public Span<float> Observations(int row) => observations.AsSpan(row * seen, seen);

    /// <summary>1 where that window is observed, 0 elsewhere.</summary>
    public Span<float> Mask(int row) => masks.AsSpan(row * seen, seen);

    /// <summary>That window's truth.</summary>
    public Span<float> Truth(int row) => truths.AsSpan(row * entries, entries);

    /// <summary>g(x) of that window's states, states x instruments; the next call overwrites them.</summary>
    public ReadOnlySpan<float> Values(int row) => generator.Settings.Observing.Values(Truth(row), values);

    /// <summary>Whether that window's truth is finite, with squares that are.</summary>
    internal bool IsFinite(int row) => double.IsFinite(Reduction.SumOfSquares(Truth(row)));

    internal WindowBlock Fill(RandomKey stream, int first, int rows)
    {
        (First, Rows) = (first, rows);
        if (observations.Length > 0)
            generator.GenerateWindows(stream, (ulong)first, rows, observations, masks, truths, scratch);
        else
            generator.GenerateTruths(stream, (ulong)first, rows, truths, scratch);
        return this;
    }
}
