using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>
/// The quantities whose ranks are judged: each component at the window's first, middle and last time, each unknown constant, the window's
/// root mean square, and the log-density; and the simulated prior they, and random reference windows, come from. Windows have the
/// declared components at each time, and the unknown constants once, after the first state's. Immutable.
/// </summary>
internal sealed class WindowQuantities
{
    // Windows that say how wide the prior is, at most.
    private const int MostWindows = 65_536;

    private readonly float[] references;
    private readonly double[] priorVariances;
    private readonly int[] kept;
    private readonly int declared, unknowns, first;

    /// <summary>
    /// Simulates the prior: as many windows as there are problems, independent of them, for the spread; and the reference windows of the
    /// problems of a shard.
    /// </summary>
    public WindowQuantities(ProblemGenerator generator, RandomKey stream, int problems, Shard shard, CancellationToken cancellation)
    {
        ProblemSettings settings = generator.Settings;
        var parts = StateParts.Of(settings.Model);
        int dimension = settings.StateDimension;
        (declared, unknowns, WindowEntries) = (parts.Components.Count, parts.Unknowns.Count, settings.WindowEntries);
        kept = KeptEntries(settings);
        double[] scales = parts.Scales(settings);
        Units = [.. kept.Select(e => e % dimension < declared ? scales[e % dimension] : 1)];
        Entries = QuantityEntries(settings, kept);

        int prior = Math.Min(problems, MostWindows);
        Scale = Keep(Climatology.Estimate(generator, stream, prior, cancellation).StandardDeviation.AsSpan()).ToArray();
        first = shard.Start(problems);
        references = Windows(generator, stream, first, shard.End(problems) - first);
        ReadOnlySpan<float> windows = shard == Shard.Whole && prior == problems ? references : Windows(generator, stream, 0, prior);
        var norms = new float[prior];
        for (int i = 0; i < prior; i++)
            norms[i] = (float)Norm(windows.Slice(i * Scale.Length, Scale.Length));
        float[] mean = new float[1], std = new float[1];
        SampleStatistics.MeanAndStd(norms, mean, std);
        priorVariances = [.. Entries.Select(e => (double)Scale[e] * Scale[e]), (double)std[0] * std[0]];
    }

    /// <summary>Names; the log-density is the last, the root mean square the last but one.</summary>
    public static string[] Names(ProblemSettings settings)
    {
        int dimension = settings.StateDimension, components = StateParts.Of(settings.Model).Components.Count;
        int[] kept = KeptEntries(settings);
        return
        [
            .. QuantityEntries(settings, kept).Select(i => settings.Model.Components[kept[i] % dimension]
                + (kept[i] % dimension < components ? $" at step {kept[i] / dimension}" : "")),
            "window RMS", "log-density",
        ];
    }

    /// <summary>Entries of a window of whole states.</summary>
    public int WindowEntries { get; }

    /// <summary>The entry of each quantity but the last two, ascending.</summary>
    public int[] Entries { get; }

    /// <summary>What the errors of each window entry are divided by before they are averaged; 1 if the components vary by as much.</summary>
    public double[] Units { get; }

    /// <summary>Prior standard deviation of each window entry.</summary>
    public float[] Scale { get; }

    /// <summary>How many entries are of components.</summary>
    public int ComponentEntries => kept.Length - unknowns;

    /// <summary>Whether an entry is of a component, and not of an unknown constant.</summary>
    public bool IsComponent(int entry) => entry < declared || entry >= declared + unknowns;

    /// <summary>Moves the entries of interest of whole windows together, in place; the front of the windows then has no other.</summary>
    public Span<float> Keep(Span<float> windows)
    {
        if (kept.Length == WindowEntries)
            return windows;
        int count = windows.Length / WindowEntries;
        for (int row = 0; row < count; row++)
        {
            for (int i = 0; i < kept.Length; i++)
                windows[(row * kept.Length) + i] = windows[(row * WindowEntries) + kept[i]];
        }

        return windows[..(count * kept.Length)];
    }

    /// <summary>Window number <paramref name="i"/> of the simulated prior, of the shard's.</summary>
    public ReadOnlySpan<float> Reference(int i) => references.AsSpan((i - first) * Scale.Length, Scale.Length);

    /// <summary>1 - variance / prior variance of a quantity.</summary>
    public double Contraction(int quantity, double variance) => 1 - (variance / priorVariances[quantity]);

    /// <summary>Root mean square of a window's entries.</summary>
    public static double Norm(ReadOnlySpan<float> window) => Math.Sqrt(Reduction.SumOfSquares(window) / window.Length);

    private static int[] KeptEntries(ProblemSettings settings)
    {
        var parts = StateParts.Of(settings.Model);
        int dimension = settings.StateDimension;
        return [.. Enumerable.Range(0, settings.WindowEntries).Where(
            e => e % dimension < parts.Components.Count + (e < dimension ? parts.Unknowns.Count : 0))];
    }

    private static int[] QuantityEntries(ProblemSettings settings, int[] kept)
    {
        int dimension = settings.StateDimension;
        HashSet<int> times = [0, settings.WindowSteps / 2, settings.WindowSteps];
        // A component that is fixed has no rank.
        HashSet<int> free = [.. StartCoordinates.Of(settings).Free];
        return [.. Enumerable.Range(0, kept.Length).Where(i => times.Contains(kept[i] / dimension) && free.Contains(kept[i] % dimension))];
    }

    private float[] Windows(ProblemGenerator generator, RandomKey stream, int from, int count)
    {
        var windows = new float[checked(count * WindowEntries)];
        generator.GenerateTruths(stream, (ulong)from, count, windows, new float[generator.ScratchSize(count)]);
        return Keep(windows.AsSpan()).ToArray();
    }
}
