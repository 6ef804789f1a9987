using Vardax.Managed.Assimilation;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Models;

/// <summary>Whatever stands in a network's weights: what is said to be usable is numbers, and analyses, samples and densities agree.</summary>
public sealed class DamagedPosteriorTests
{
    private const int Entries = SmallPosterior.Entries, Count = 3;

    private static readonly float[] Damages = [float.NaN, float.PositiveInfinity, 1e30f, -1e30f, 300, -300];

    [Theory]
    [InlineData("standardized", true)]
    [InlineData("physical", true)]
    [InlineData("bare", true)]
    [InlineData("control", true)]
    [InlineData("control", false)]
    [InlineData("flow", true)]
    [InlineData("flow", false)]
    public void What_is_usable_is_finite(string name, bool polished)
    {
        TrainedModel model = ModelCase.Model(name), damaged = ModelCase.Reread(model);
        IPosterior posterior = polished ? damaged.CreatePosterior() : damaged.CreateAmortized();
        ObservedWindow window = ModelCase.Generator.Generate(RandomKey.FromSeed(5));
        Span<float> parameters = damaged.Density.MutableParameters;
        // The moments of a flow that is not recalibrated are of draws of their own.
        bool sameMoments = name != "flow" || polished;
        int unusable = 0, usable = 0;
        for (int at = 0; at < parameters.Length; at += Math.Max(1, parameters.Length / 40))
        {
            foreach (float damage in Damages)
            {
                float before = parameters[at];
                parameters[at] = damage;
                bool all = Usable(posterior, window, sameMoments);
                (usable, unusable) = (usable + (all ? 1 : 0), unusable + (all ? 0 : 1));
                parameters[at] = before;
            }
        }

        // A polish starts from the background where a guess is nonsense, so that most are usable there.
        Assert.True(usable > 20 && (unusable > 5 || damaged.Background is not null), $"{usable} usable, {unusable} not");
    }

    private static bool Usable(IPosterior posterior, ObservedWindow window, bool sameMoments)
    {
        float[] mean = new float[Entries], std = new float[Entries], samples = new float[Count * Entries];
        float[] windows = [.. Enumerable.Range(0, 2 * Entries).Select(i => window.Observations[i % Entries])];
        var log = new double[2];
        AnalysisStatus analyzed = posterior.Analyze(window, mean, std);
        AnalysisStatus sampled = posterior.Sample(window, RandomKey.FromSeed(6), samples);
        AnalysisStatus scored = posterior.LogProb(window, windows, log);
        if (analyzed.IsUsable)
            Assert.True(mean.All(float.IsFinite) && std.All(s => s > 0 && float.IsFinite(s)));
        if (sampled.IsUsable)
            Assert.True(samples.All(float.IsFinite), sampled.Message);
        if (scored.IsUsable)
            Assert.DoesNotContain(log, l => double.IsNaN(l) || double.IsPositiveInfinity(l));
        foreach (AnalysisStatus status in (AnalysisStatus[])[analyzed, sampled, scored])
            Assert.True(status.IsUsable || status.Code is AnalysisCode.NotFinite or AnalysisCode.WiderThanClimatology, status.Message);
        if (sameMoments && !analyzed.IsUsable)
            Assert.Equal((false, false), (sampled.IsUsable, scored.IsUsable));
        return analyzed.IsUsable && sampled.IsUsable && scored.IsUsable;
    }
}
