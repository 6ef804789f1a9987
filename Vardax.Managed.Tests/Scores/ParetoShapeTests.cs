using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class ParetoShapeTests
{
    private const int Count = 4000;

    /// <summary>Weights u^-k of uniform u are Pareto distributed with shape k.</summary>
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(1.3)]
    public void The_shape_of_Pareto_weights_is_found(double k)
    {
        double mean = 0;
        for (int run = 0; run < 20; run++)
            mean += new ParetoShape(Count).Smooth(Weights(run, k)) / 20;
        // The tail has 189 weights: a standard deviation of (1 + k) / sqrt(189), and the prior draws 5 % towards 0.5.
        CloseAssert.Absolute(((k * 189) + 5) / 199, mean, 4 * (1 + k) / Math.Sqrt(189 * 20));
    }

    /// <summary>Of a Gaussian sigma wide, drawn from one of unit width: k = 1 - 1 / sigma^2 in the limit (above 1, the weights grow).</summary>
    [Fact]
    public void A_proposal_that_is_too_narrow_is_noticed_and_one_that_is_wide_enough_is_not()
    {
        Assert.InRange(Gaussian(0.9), double.NegativeInfinity, 0.5);
        Assert.InRange(Gaussian(2), 0.6, 1);
        Assert.True(Gaussian(1.0 / 0.7) < Gaussian(3));
    }

    [Fact]
    public void Smoothing_keeps_the_order_and_the_largest_weight_as_a_bound()
    {
        double[] weights = Weights(1, 0.9), before = [.. weights];
        new ParetoShape(Count).Smooth(weights);
        Assert.Equal(Order(before), Order(weights));
        Assert.True(weights.Max() <= before.Max());
        Assert.NotEqual(before, weights);
    }

    [Fact]
    public void Without_a_tail_or_without_weights_it_says_so()
    {
        Assert.Equal(double.NegativeInfinity, new ParetoShape(100).Smooth(new double[100]));
        Assert.Equal(double.PositiveInfinity, new ParetoShape(100).Smooth([.. Enumerable.Repeat(double.NegativeInfinity, 100)]));
        Assert.Equal(double.PositiveInfinity, new ParetoShape(20).Smooth(new double[20]));
    }

    private static double Gaussian(double sigma)
    {
        double[] z = Numbers.Normal(5, Count);
        return new ParetoShape(Count).Smooth([.. z.Select(x => (x * x / 2) - (x * x / (2 * sigma * sigma)))]);
    }

    private static double[] Weights(int run, double k)
    {
        var uniform = new float[Count];
        RandomDraws.Uniform(RandomKey.FromSeed((ulong)run), uniform);
        return [.. uniform.Select(u => -k * Math.Log(1 - u))];
    }

    private static int[] Order(double[] weights) => [.. Enumerable.Range(0, Count).OrderBy(i => weights[i])];
}
