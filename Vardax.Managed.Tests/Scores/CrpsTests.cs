using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class CrpsTests
{
    [Fact]
    public void Three_samples_by_hand()
    {
        // |1-2|, |4-2|, |6-2| have mean 7/3; pairs 3 + 5 + 2 = 10 over 3 x 2.
        CloseAssert.Absolute((7 / 3.0) - (10 / 6.0), Crps.Fair([1, 4, 6], 2), 1e-15);
    }

    // The integral of (Phi((x - m) / s) - 1{x >= y})^2 dx, of which the closed form is the solution.
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(0, 1, 1.5)]
    [InlineData(2, 0.7, -1)]
    [InlineData(-1, 3, 4)]
    public void The_gaussian_score_is_the_integral_of_the_squared_distance(double mean, double std, double truth)
    {
        const int steps = 2000;
        double low = Math.Min(mean - (12 * std), truth - 1), high = Math.Max(mean + (12 * std), truth + 1), sum = 0;
        foreach ((double from, double to, double step) in ((double, double, double)[])[(low, truth, 0), (truth, high, 1)])
        {
            double h = (to - from) / steps;
            for (int i = 0; i < steps; i++)
                sum += Simpson(from + (i * h), h, x => Math.Pow(NormalDistribution.Cdf((x - mean) / std) - step, 2));
        }

        CloseAssert.Absolute(sum, Crps.Gaussian(mean, std, truth), 1e-9);
    }

    [Fact]
    public void The_standard_normal_score_at_its_mean()
    {
        // (sqrt(2) - 1) / sqrt(pi).
        CloseAssert.Absolute(0.23369497725510913, Crps.Gaussian(0, 1, 0), 1e-15);
    }

    [Fact]
    public void Small_samples_estimate_the_score_of_their_distribution_without_bias()
    {
        const int trials = 40_000, count = 3;
        float[] draws = Numbers.NormalSingle(3, trials * count);
        var scores = new double[trials];
        for (int i = 0; i < trials; i++)
        {
            Span<float> sample = draws.AsSpan(i * count, count);
            sample.Sort();
            scores[i] = Crps.Fair(sample, 0.8);
        }

        MeanEstimate mean = MeanEstimate.Of(scores);
        CloseAssert.Absolute(Crps.Gaussian(0, 1, 0.8), mean.Value, 4 * mean.StandardError);
        Assert.True(mean.StandardError < 0.005, $"{mean.StandardError}");
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("sorted", () => Crps.Fair([1], 0));
        Refuses.Argument("std", () => Crps.Gaussian(0, 0, 0));
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(0.1)]
    [InlineData(9)]
    public void A_weighted_sample_s_score_is_that_of_all_its_pairs(double truth)
    {
        double[] sorted = [.. Numbers.Normal(4, 30).Order()], weights = [.. Numbers.Normal(5, 30).Select(Math.Abs)];
        weights = [.. weights.Select(w => w / weights.Sum())];
        double expected = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            expected += weights[i] * Math.Abs(sorted[i] - truth);
            for (int j = 0; j < sorted.Length; j++)
                expected -= weights[i] * weights[j] * Math.Abs(sorted[i] - sorted[j]) / 2;
        }

        Assert.Equal(expected, Crps.Weighted(sorted, weights, truth), 12);
    }

    private static double Simpson(double from, double width, Func<double, double> f) =>
        width / 6 * (f(from) + (4 * f(from + (width / 2))) + f(from + width));
}
