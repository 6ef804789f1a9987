using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Particles;

public sealed class OracleSamplesTests
{
    private const int Entries = 18;
    private static readonly RandomKey Stream = RandomKey.FromSeed(1).Oracle();
    private static readonly ProblemGenerator Generator = new(LinearProblem.Settings);
    private static readonly AssimilationProblem Problem = Generator.Generate(RandomKey.FromSeed(100));

    [Theory]
    [InlineData(500)]
    [InlineData(900)]
    public void As_many_samples_as_draws_are_the_draws_and_their_weights(int samples)
    {
        OracleResult result = new ImportanceSamplingOracle(Generator, Stream, 500).Analyze(Problem, samples);
        OracleReference expected = new(Generator, Stream, 500, Problem);
        // The draws that count: the others weigh less than e^-40 of the largest.
        int[] kept = [.. Enumerable.Range(0, 500).Where(i => expected.Weights[i] > 1e-15)];
        Assert.InRange(result.Weights.Length, kept.Length, 500);
        for (int row = 0, next = 0; row < result.Weights.Length; row++)
        {
            ReadOnlySpan<float> window = expected.Windows.AsSpan(kept[next] * Entries, Entries);
            if (!result.Samples.AsSpan(row * Entries, Entries).SequenceEqual(window))
                continue;
            CloseAssert.Relative(expected.Weights[kept[next]], result.Weights[row], 1e-4, $"weight {row}");
            if (++next == kept.Length)
                return;
        }

        Assert.Fail("Not all draws that count are among the samples.");
    }

    [Fact]
    public void Fewer_samples_have_the_posterior_s_moments_in_expectation()
    {
        const int Streams = 60, Samples = 400;
        double[] shifts = new double[Streams], ratios = new double[Streams], unweighted = new double[Streams];
        for (int i = 0; i < Streams; i++)
        {
            OracleResult result = new ImportanceSamplingOracle(Generator, Stream.Child((ulong)i), 3000).Analyze(Problem, Samples);
            Assert.Equal(Samples, result.Weights.Length);
            Assert.Equal(Samples * Entries, result.Samples.Length);
            Assert.Equal(1, result.Weights.Sum(w => (double)w), 1e-6);
            (double mean, double std) = (result.Mean[4], result.StandardDeviation[4]);
            double[] z = [.. Enumerable.Range(0, Samples).Select(s => (result.Samples[(s * Entries) + 4] - mean) / std)];
            shifts[i] = z.Zip(result.Weights).Sum(p => p.First * p.Second);
            ratios[i] = z.Zip(result.Weights).Sum(p => p.First * p.First * p.Second);
            unweighted[i] = z.Average(x => x * x);
            // One sample's error is about a twentieth of the spread.
            Assert.InRange(shifts[i], -0.25, 0.25);
        }

        CloseAssert.Absolute(0, shifts.Average(), 4 * Error(shifts));
        CloseAssert.Absolute(1, ratios.Average(), 4 * Error(ratios));
        Assert.True(Math.Abs(unweighted.Average() - 1) > 4 * Error(unweighted), "The weights made no difference.");

        static double Error(double[] x) => Math.Sqrt(x.Average(v => v * v) - Math.Pow(x.Average(), 2)) / Math.Sqrt(x.Length);
    }

    [Fact]
    public void Kept_are_the_largest_priorities_with_weights_no_smaller_than_the_next()
    {
        const int Count = 200, Kept = 10;
        double[] u = Numbers.Uniform(1, Count, 0.001, 1);
        float[] logWeights = [.. Numbers.NormalSingle(2, Count).Select(x => (3 * x) - 500)];
        PrioritySample[] parts = [new(Kept), new(Kept), new(Kept)];
        for (int i = 0; i < Count; i++)
            parts[i % 3].Offer(i, logWeights[i], logWeights[i] - Math.Log(u[i]));
        (int[] draws, float[] weights) = PrioritySample.Combine(parts, Kept);

        int[] order = [.. Enumerable.Range(0, Count).OrderByDescending(i => Math.Exp(logWeights[i] + 500) / u[i])];
        double threshold = Math.Exp(logWeights[order[Kept]] + 500) / u[order[Kept]];
        Assert.Equal(order.Take(Kept).Order(), draws);
        double[] expected = [.. draws.Select(i => Math.Max(Math.Exp(logWeights[i] + 500), threshold))];
        Assert.Contains(threshold, expected);
        Assert.Contains(expected, w => w > threshold);
        CloseAssert.Absolute([.. expected.Select(w => w / expected.Sum())], [.. weights.Select(w => (double)w)], 1e-6);
    }

    [Fact]
    public void Resampling_repeats_each_sample_by_its_weight()
    {
        const int Count = 1000;
        OracleResult result = new ImportanceSamplingOracle(Generator, Stream, 3000).Analyze(Problem, 20);
        float[] resampled = result.Resample(RandomKey.FromSeed(9), Count);
        Assert.Equal(Count * Entries, resampled.Length);
        for (int s = 0; s < 20; s++)
        {
            float[] window = result.Samples[(s * Entries)..((s + 1) * Entries)];
            int times = Enumerable.Range(0, Count).Count(i => resampled.AsSpan(i * Entries, Entries).SequenceEqual(window));
            Assert.InRange(times, Math.Floor(Count * result.Weights[s] - 1e-3), Math.Ceiling(Count * result.Weights[s] + 1e-3));
        }
    }
}
