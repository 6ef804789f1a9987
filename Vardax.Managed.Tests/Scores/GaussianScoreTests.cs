using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class GaussianScoreTests
{
    private const double HalfLogTwoPi = 0.9189385332046727;

    [Theory]
    [InlineData(0f, 1f, 0f, HalfLogTwoPi)]
    [InlineData(0f, 1f, 2f, HalfLogTwoPi + 2)]
    [InlineData(3f, 0.5f, 4f, HalfLogTwoPi + 2 - 0.6931471805599453)]
    [InlineData(-1f, 4f, -1f, HalfLogTwoPi + 1.3862943611198906)]
    public void The_density_of_one_entry(float mean, float std, float truth, double expected) =>
        CloseAssert.Absolute(expected, GaussianScore.MeanNll([mean], [std], [truth]), 1e-14);

    [Fact]
    public void The_score_is_the_mean_over_the_entries() => CloseAssert.Absolute(
        HalfLogTwoPi + ((2 - 0.6931471805599453) / 2), GaussianScore.MeanNll([0, 3], [1, 0.5f], [0, 4]), 1e-14);

    [Fact]
    public void A_standard_deviation_of_nothing_is_floored() => CloseAssert.Relative(
        HalfLogTwoPi + Math.Log(1e-12) + (0.5 * 1e-6 * 1e-6 / 1e-24), GaussianScore.MeanNll([0], [0], [1e-6f]), 1e-6);

    [Fact]
    public void The_mean_score_of_simulated_Gaussians_is_their_entropy()
    {
        // E[nll] = 1/2 log(2 pi e) + E[log s], the z^2 / 2 in it with variance 1/2.
        const int n = 100_000;
        float[] mean = Numbers.NormalSingle(1, n), std = [.. Numbers.Uniform(2, n, 0.5, 2).Select(s => (float)s)];
        float[] truth = Draw(mean, std, 3);
        double entropy = HalfLogTwoPi + 0.5 + std.Average(s => Math.Log(s));
        CloseAssert.Absolute(entropy, GaussianScore.MeanNll(mean, std, truth), 4 * Math.Sqrt(0.5 / n));
    }

    [Theory]
    [InlineData(1, 0.6826894921370859)]
    [InlineData(2, 0.9544997361036416)]
    [InlineData(3, 0.9973002039367398)]
    public void The_coverage_of_simulated_Gaussians_is_the_normal_distribution_s(double sigmas, double probability)
    {
        const int n = 100_000;
        float[] mean = Numbers.NormalSingle(4, n), std = [.. Numbers.Uniform(5, n, 0.5, 2).Select(s => (float)s)];
        double coverage = GaussianScore.Coverage(mean, std, Draw(mean, std, 6), sigmas);
        CloseAssert.Absolute(probability, coverage, 4 * Math.Sqrt(probability * (1 - probability) / n));
        float[] narrow = [.. std.Select(s => 0.9f * s)];
        double tooLow = GaussianScore.Coverage(mean, narrow, Draw(mean, std, 6), sigmas);
        Assert.True(Math.Abs(tooLow - probability) > 4 * Math.Sqrt(probability * (1 - probability) / n));
    }

    [Fact]
    public void Coverage_counts_the_edge()
    {
        Assert.Equal(0.75, GaussianScore.Coverage([0, 0, 0, 0], [1, 1, 1, 1], [0.5f, -1, 1, 1.0001f], 1));
        Assert.Equal(1, GaussianScore.Coverage([0, 0], [1, 1], [2, -2], 2));
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Refuses.Argument("mean", () => GaussianScore.MeanNll(new float[2], new float[3], new float[3]));
        Refuses.Argument("std", () => GaussianScore.MeanNll(new float[3], new float[2], new float[3]));
        Refuses.Argument("mean", () => GaussianScore.MeanNll([], [], []));
        Refuses.Argument("mean", () => GaussianScore.Coverage(new float[2], new float[3], new float[3], 1));
        Refuses.Argument("std", () => GaussianScore.Coverage(new float[3], new float[2], new float[3], 1));
    }

    private static float[] Draw(float[] mean, float[] std, int seed) =>
        [.. Numbers.Normal(seed, mean.Length).Select((z, i) => (float)(mean[i] + (std[i] * z)))];
}
