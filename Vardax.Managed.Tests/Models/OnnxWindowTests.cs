using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Systems;

namespace Vardax.Managed.Tests.Models;

/// <summary>The window of an exported control head in ONNX Runtime beside the library's own analysis in double precision.</summary>
public sealed class OnnxWindowTests
{
    private static readonly SystemEntry[] Everything =
    [
        new("known", "n", "6"), new("let", "mean", "(x[0] + x[1] + x[5]) / 3"), new("let", "push[n]", "0.1 * x[i+2] * cos(t)"),
        new("state", "x[n]", "(x[i+1] - x[i-2]) * x[i-1] / 8 - x[i] + force + push[i]"),
        new("state", "a", "tanh(mean) - abs(a) ^ 1.5 + max(min(a, 0.3), x[3] / 10)"), new("state", "b", "sqrt(1 + a^2) * exp(-b) - sin(b) / log(2 + b^2) + tan(0.1 * a)"),
        new("state", "still", "0"), new("state", "q[2]", "0.3"),
        new("initial", "x", "normal(1, 0.3)"), new("initial", "x[2]", "uniform(-1, 2)"), new("initial", "a", "normal(0, 0.5)"),
        new("initial", "b", "lognormal(0, 0.3)"), new("initial", "still", "fixed(2)"), new("initial", "q", "uniform(0, 1)"),
        new("unknown", "force", "lognormal(log(2), 0.2)"),
        new("observe.x", "value", "x"), new("observe.x", "error", "normal(0.2)"), new("observe.x", "every", "0.2"), new("observe.x", "sites", "0:6:2"),
        new("observe.b", "value", "b + q[0]"), new("observe.b", "error", "lognormal(0.1)"), new("observe.b", "every", "0.1"),
        new("time", "step", "0.05"), new("time", "window", "0.8"), new("time", "burn_in", "0"), new("time", "substeps", "2"),
    ];

    public static TheoryData<string> Names => ["everything", "lynx", "lorenz", "map"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Onnx_runtime_carries_the_state_over_the_window_as_the_analysis_does(string name)
    {
        const int windows = 40;
        ProblemSettings settings = Settings(name);
        var generator = new ProblemGenerator(settings);
        ControlDensity posterior = ControlDensity.Create(
            settings, new AmortizedConfig(), ControlStandardization.Estimate(generator, RandomKey.FromSeed(3), 2048), RandomKey.FromSeed(4));
        int seen = settings.ObservationEntries, entries = settings.WindowEntries;
        float[] observations = new float[windows * seen], truths = new float[windows * entries];
        generator.GenerateWindows(RandomKey.FromSeed(2), 0, windows, observations, default, truths, new float[generator.ScratchSize(windows)]);
        float[] mask = [.. Enumerable.Range(0, windows).SelectMany(_ => generator.Mask.ToArray())];
        for (int i = 0; i < mask.Length; i += 7)
            (mask[i], observations[i]) = (0, 0);
        using var onnx = new OnnxModel(OnnxFile.Bytes(posterior), seen);
        foreach (int batch in (int[])[1, windows])
        {
            float[][] outputs = onnx.Run(observations, mask, batch, ("window_mean", [entries]), ("window_std", [entries]));
            Assert.InRange(Worst(posterior, observations, mask, truths, outputs[0], outputs[1]), 0, 1e-4);
        }

        float[][] other = onnx.Run([.. observations.Select(y => y * 1.05f)], mask, windows, ("window_mean", [entries]), ("window_std", [entries]));
        Assert.InRange(Worst(posterior, observations, mask, truths, other[0], other[1]), 1e-3, double.PositiveInfinity);
    }

    private static ProblemSettings Settings(string name) => name switch
    {
        "everything" => SystemDefinition.Read(Everything).Settings,
        "lynx" => SystemDefinition.Read(
            [.. SystemDefinitionTests.Lynx.Select(e => e is { Section: "time", Key: "window" } ? e with { Value = "10" } : e)]).Settings,
        "map" => SystemDefinition.Read(
        [
            new("map", "x", "1 - 1.2 * x^2 + y"), new("map", "y", "b * x + 0 * t"), new("unknown", "b", "uniform(0.2, 0.3)"),
            new("initial", "x", "normal(0, 0.2)"), new("initial", "y", "normal(0, 0.1)"),
            new("observe.x", "value", "x"), new("observe.x", "error", "normal(0.05)"), new("observe.x", "every", "1"),
            new("time", "step", "1"), new("time", "window", "6"),
        ]).Settings,
        _ => Vardax.Managed.Experiments.Presets.Attractor(),
    };

    /// <summary>
    /// The largest difference of a mean, relative to itself or the component's root mean square in all windows if that is larger; or of a
    /// standard deviation, relative to itself or a thousandth of that.
    /// </summary>
    private static double Worst(ControlDensity posterior, float[] observations, float[] mask, float[] truths, float[] means, float[] stds)
    {
        int seen = posterior.Settings.ObservationEntries, entries = posterior.Settings.WindowEntries;
        var analysis = new ControlAnalysis(posterior);
        float[] mean = new float[entries], std = new float[entries];
        int n = posterior.Settings.StateDimension;
        double[] size = [.. Enumerable.Range(0, n).Select(c => Math.Sqrt(truths.Where((_, i) => i % n == c).Average(x => (double)x * x)))];
        double worst = 0;
        int usable = 0;
        for (int row = 0; row < means.Length / entries; row++)
        {
            AnalysisStatus status = analysis.Analyze(new ObservedWindow(posterior.Settings, observations[(row * seen)..((row + 1) * seen)],
                mask[(row * seen)..((row + 1) * seen)]), mean, std);
            // An unusable answer has no numbers to compare.
            usable += status.IsUsable ? 1 : 0;
            for (int i = 0; i < entries && status.IsUsable; i++)
            {
                double scale = Math.Max(size[i % n], Math.Abs(mean[i])), difference = Math.Max(
                    Math.Abs(means[(row * entries) + i] - mean[i]) / scale, Math.Abs(stds[(row * entries) + i] - std[i]) / Math.Max(std[i], 1e-3 * scale));
                worst = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(worst, difference);
            }
        }

        Assert.InRange(usable, 20, int.MaxValue);
        return worst;
    }
}
