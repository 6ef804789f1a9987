using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>
/// The quantities whose ranks are judged: each component at the window's first, middle and last time, the window's root mean
/// square, and the log-density; and the simulated prior they, and random reference windows, come from. Immutable.
/// </summary>
internal sealed class WindowQuantities
{
    private readonly float[] references;
    private readonly double[] priorVariances;

    /// <summary>Simulates the prior: as many windows as there are problems, independent of them.</summary>
    public WindowQuantities(ProblemGenerator generator, RandomKey stream, int problems, CancellationToken cancellation)
    {
        ProblemSettings settings = generator.Settings;
        int dimension = settings.StateDimension;
        int[] times = [.. new[] { 0, settings.WindowSteps / 2, settings.WindowSteps }.Distinct()];
        Units = [.. Enumerable.Range(0, settings.WindowEntries).Select(e => settings.Initial.Scales[e % dimension])];
        // A component that is fixed has no rank.
        int[] free = StartCoordinates.Of(settings).Free.ToArray();
        Entries = [.. times.SelectMany(t => free.Select(c => (t * dimension) + c))];
        string[] components = [.. Entries.Select(e => $"{settings.Model.Components[e % dimension]} at step {e / dimension}")];
        Names = [.. components, "window RMS", "log-density"];

        Scale = Climatology.Estimate(generator, stream, problems, cancellation).StandardDeviation;
        references = new float[problems * Scale.Length];
        generator.GenerateTruths(stream, 0, problems, references, new float[generator.ScratchSize(problems)]);
        var norms = new float[problems];
        for (int i = 0; i < problems; i++)
            norms[i] = (float)Norm(Reference(i));
        float[] mean = new float[1], std = new float[1];
        SampleStatistics.MeanAndStd(norms, mean, std);
        priorVariances = [.. Entries.Select(e => (double)Scale[e] * Scale[e]), (double)std[0] * std[0]];
    }

    /// <summary>Names; the log-density is the last, the root mean square the last but one.</summary>
    public string[] Names { get; }

    /// <summary>The window entry of each quantity but the last two.</summary>
    public int[] Entries { get; }

    /// <summary>What the errors of each window entry are divided by before they are averaged; 1 if the components vary by as much.</summary>
    public double[] Units { get; }

    /// <summary>Prior standard deviation of each window entry.</summary>
    public float[] Scale { get; }

    /// <summary>Window number <paramref name="i"/> of the simulated prior.</summary>
    public ReadOnlySpan<float> Reference(int i) => references.AsSpan(i * Scale.Length, Scale.Length);

    /// <summary>1 - variance / prior variance of a quantity.</summary>
    public double Contraction(int quantity, double variance) => 1 - (variance / priorVariances[quantity]);

    /// <summary>Root mean square of a window's entries.</summary>
    public static double Norm(ReadOnlySpan<float> window) => Math.Sqrt(Reduction.SumOfSquares(window) / window.Length);
}
