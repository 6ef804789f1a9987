using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class SampleStatisticsTests
{
    // numpy.quantile([1, 2, 4, 8], p).
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 8)]
    [InlineData(0.5, 3)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.9, 6.8)]
    [InlineData(1 / 3.0, 2)]
    public void Quantiles_of_four_numbers(double p, double expected) =>
        CloseAssert.Absolute(expected, SampleStatistics.Quantile([1, 2, 4, 8], p), 1e-6);

    [Fact]
    public void Quantiles_of_a_normal_sample_are_the_normal_distribution_s()
    {
        const int n = 200_000;
        float[] sorted = Numbers.NormalSingle(1, n);
        Array.Sort(sorted);
        foreach ((double p, double z) in ((double, double)[])[(0.025, -1.959963984540054), (0.5, 0), (0.975, 1.959963984540054)])
        {
            double density = Math.Exp(-z * z / 2) / Math.Sqrt(Math.Tau);
            CloseAssert.Absolute(z, SampleStatistics.Quantile(sorted, p), 4 * Math.Sqrt(p * (1 - p) / n) / density, $"{p}");
        }
    }

    [Fact]
    public void The_only_value_is_every_quantile() => Assert.Equal(7f, SampleStatistics.Quantile([7], 0.3));

    [Fact]
    public void Mean_and_deviation_by_column()
    {
        float[] mean = new float[2], std = new float[2];
        SampleStatistics.MeanAndStd([1, 10, 3, 10, 5, 10], mean, std);
        Assert.Equal([3, 10], mean);
        CloseAssert.Absolute([(float)Math.Sqrt(8 / 3.0), 0], std, 1e-7);
    }

    [Fact]
    public void A_small_spread_around_a_large_mean_is_kept()
    {
        float[] mean = new float[1], std = new float[1];
        SampleStatistics.MeanAndStd([100_000f, 100_000.0078125f], mean, std);
        CloseAssert.Relative(0.0078125 / 2, std[0], 1e-6);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("sorted", () => SampleStatistics.Quantile([], 0.5));
        Refuses.Argument("p", () => SampleStatistics.Quantile([1], -0.1));
        Refuses.Argument("p", () => SampleStatistics.Quantile([1], 1.1));
        Refuses.Argument("p", () => SampleStatistics.Quantile([1], double.NaN));
        Refuses.Argument("std", () => SampleStatistics.MeanAndStd(new float[4], new float[2], new float[1]));
        Refuses.Argument("samples", () => SampleStatistics.MeanAndStd(new float[5], new float[2], new float[2]));
        Refuses.Argument("samples", () => SampleStatistics.MeanAndStd([], new float[2], new float[2]));
    }

    [Fact]
    public void Column_means_are_those_computed_by_hand()
    {
        Assert.Equal([2.5, -1, 0.5], SampleStatistics.ColumnMeans([1, -2, 0, 4, 0, 1], 2, 3));
        Assert.Throws<ArgumentException>(() => SampleStatistics.ColumnMeans([1, 2, 3], 2, 2));
    }
}
