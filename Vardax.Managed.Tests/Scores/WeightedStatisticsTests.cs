using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class WeightedStatisticsTests
{
    [Fact]
    public void A_number_chooses_by_the_sums_of_the_weights()
    {
        double[] weights = [0.25, 0, 0.5, 0.25];
        Assert.Equal([0, 0, 2, 2, 3, 3], ((double[])[0, 0.2499, 0.25, 0.7499, 0.75, 1]).Select(u => WeightedStatistics.Choose(weights, u)));
        Assert.Equal(0, WeightedStatistics.Choose([1], 1));
    }

    [Fact]
    public void The_logarithm_of_a_sum_neither_overflows_nor_underflows()
    {
        CloseAssert.Absolute(Math.Log(6), WeightedStatistics.LogSum([Math.Log(1), Math.Log(2), Math.Log(3)]), 1e-15);
        CloseAssert.Absolute(-5000 + Math.Log(2), WeightedStatistics.LogSum([-5000, -5000]), 1e-12);
        Assert.Equal(5000, WeightedStatistics.LogSum([5000, double.NegativeInfinity]));
        Assert.Equal(double.NegativeInfinity, WeightedStatistics.LogSum([double.NegativeInfinity, double.NegativeInfinity]));
        Assert.True(double.IsNaN(WeightedStatistics.LogSum([double.NaN, 0])));
    }
}
