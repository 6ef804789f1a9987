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
    private readonly float[] references;
    private readonly double[] priorVariances;
    private readonly int[] kept;
    private readonly int declared, unknowns;

    /// <summary>Simulates the prior: as many windows as there are problems, independent of them.</summary>
    public WindowQuantities(ProblemGenerator generator, RandomKey stream, int problems, CancellationToken cancellation)
    {
        ProblemSettings settings = generator.Settings;
        var parts = StateParts.Of(settings.Model);
        int dimension = settings.StateDimension;
        (declared, unknowns, WindowEntries) = (parts.Components.Count, parts.Unknowns.Count, settings.WindowEntries);
        kept = [.. Enumerable.Range(0, WindowEntries).Where(e => e % dimension < declared + (e < dimension ? unknowns : 0))];
        HashSet<int> times = [0, settings.WindowSteps / 2, settings.WindowSteps];
        double[] scales = parts.Scales(settings);
        Units = [.. kept.Select(e => e % dimension < declared ? scales[e % dimension] : 1)];
        // A component that is fixed has no rank.
        HashSet<int> free = [.. StartCoordinates.Of(settings).Free];
        Entries = [.. Enumerable.Range(0, kept.Length).Where(i => times.Contains(kept[i] / dimension) && free.Contains(kept[i] % dimension))];
        string Name(int entry) => settings.Model.Components[entry % dimension] + (entry % dimension < declared ? $" at step {entry / dimension}" : "");
        Names = [.. Entries.Select(i => Name(kept[i])), "window RMS", "log-density"];

        Scale = Keep(Climatology.Estimate(generator, stream, problems, cancellation).StandardDeviation.AsSpan()).ToArray();
        var windows = new float[problems * WindowEntries];
        generator.GenerateTruths(stream, 0, problems, windows, new float[generator.ScratchSize(problems)]);
        references = Keep(windows.AsSpan()).ToArray();
        var norms = new float[problems];
        for (int i = 0; i < problems; i++)
            norms[i] = (float)Norm(Reference(i));
        float[] mean = new float[1], std = new float[1];
        SampleStatistics.MeanAndStd(norms, mean, std);
        priorVariances = [.. Entries.Select(e => (double)Scale[e] * Scale[e]), (double)std[0] * std[0]];
    }

    /// <summary>Names; the log-density is the last, the root mean square the last but one.</summary>
    public string[] Names { get; }

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

    /// <summary>Window number <paramref name="i"/> of the simulated prior.</summary>
    public ReadOnlySpan<float> Reference(int i) => references.AsSpan(i * Scale.Length, Scale.Length);

    /// <summary>1 - variance / prior variance of a quantity.</summary>
    public double Contraction(int quantity, double variance) => 1 - (variance / priorVariances[quantity]);

    /// <summary>Root mean square of a window's entries.</summary>
    public static double Norm(ReadOnlySpan<float> window) => Math.Sqrt(Reduction.SumOfSquares(window) / window.Length);
}
