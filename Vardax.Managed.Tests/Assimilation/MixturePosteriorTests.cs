using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Assimilation;

public sealed class MixturePosteriorTests
{
    private static readonly ProblemSettings Settings = LinearProblem.Settings;
    private static readonly AssimilationProblem Problem = new ProblemGenerator(Settings).Generate(RandomKey.FromSeed(1));
    private static readonly int Entries = Settings.WindowEntries;

    [Fact]
    public void Moments_density_and_samples_are_those_of_the_mixture()
    {
        var mixture = new MixturePosterior([new Normal(-1, 1), new Normal(2, 0.5f)]);
        float[] mean = new float[Entries], std = new float[Entries];
        Assert.True(mixture.Analyze(Problem, mean, std).IsUsable);
        // Mean 1/2 (-1 + 2); variance 1/2 (1 + 1/4) + 1/2 (1 + 4) - 1/4.
        Assert.All(mean, m => Assert.Equal(0.5, m, 1e-6));
        Assert.All(std, s => Assert.Equal(Math.Sqrt(2.875), s, 1e-6));

        var density = new double[1];
        mixture.LogProb(Problem, [.. Enumerable.Repeat(1f, Entries)], density);
        double[] logs = [-Entries * 2.0, -Entries * (2 + Math.Log(0.5))];
        double expected = Math.Log((Math.Exp(logs[0] - logs.Max()) + Math.Exp(logs[1] - logs.Max())) / 2) + logs.Max()
            - (Entries * Math.Log(Math.Tau) / 2);
        Assert.Equal(expected, density[0], 1e-9);

        var samples = new float[5 * Entries];
        mixture.Sample(Problem, RandomKey.FromSeed(2), samples);
        Assert.Equal(3, samples.Chunk(Entries).Count(s => s[0] == -1));
        Assert.Equal(2, samples.Chunk(Entries).Count(s => s[0] == 2));
    }

    [Fact]
    public void A_member_that_cannot_be_used_is_told()
    {
        var mixture = new MixturePosterior([new Normal(0, 1), new Normal(0, float.NaN)]);
        Assert.False(mixture.Analyze(Problem, new float[Entries], new float[Entries]).IsUsable);
        Refuses.Argument("members", () => new MixturePosterior([]));
    }

    /// <summary>Independent normals, samples at their mean.</summary>
    private sealed class Normal(float center, float std) : StatelessPosterior
    {
        public override string Name => "normal";

        public override AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation)
        {
            mean.Fill(center);
            standardDeviation.Fill(std);
            return AnalysisStatus.Of(mean, standardDeviation);
        }

        public override AnalysisStatus Sample(ObservedWindow problem, RandomKey key, Span<float> samples)
        {
            samples.Fill(center);
            return AnalysisStatus.Ok;
        }

        public override AnalysisStatus LogProb(ObservedWindow problem, ReadOnlySpan<float> windows, Span<double> logProbs)
        {
            logProbs.Clear();
            foreach (float x in windows)
                logProbs[0] -= ((((x - center) / std) * ((x - center) / std)) + Math.Log(Math.Tau)) / 2 + Math.Log(std);
            return AnalysisStatus.Ok;
        }
    }
}
