using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class CorrelatedSeriesTests
{
    /// <summary>Of many AR(1) series the standard error is the spread of their means.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void The_standard_error_is_that_of_the_mean_of_a_correlated_series(double a)
    {
        const int Series = 400, Length = 1000;
        double[] means = new double[Series], errors = new double[Series];
        for (int s = 0; s < Series; s++)
        {
            double[] normals = Numbers.Normal(s, Length + 100);
            double x = 0;
            var series = new double[Length];
            for (int t = -100; t < Length; t++)
            {
                x = (a * x) + normals[t + 100];
                if (t >= 0)
                    series[t] = x;
            }

            MeanEstimate estimate = CorrelatedSeries.Mean(series);
            (means[s], errors[s]) = (estimate.Value, estimate.StandardError);
            CloseAssert.Absolute(series.Average(), estimate.Value, 1e-12);
        }

        double spread = Math.Sqrt(means.Sum(m => m * m) / Series);
        // 400 means know their spread to 3.5 %.
        CloseAssert.Relative(spread, errors.Average(), 0.12);
    }

    [Fact]
    public void A_short_series_has_no_standard_error_and_a_constant_one_has_none_left()
    {
        Assert.Equal(new MeanEstimate(2, double.NaN), CorrelatedSeries.Mean([1, 2, 3]));
        Assert.Equal(new MeanEstimate(4, 0), CorrelatedSeries.Mean([4, 4, 4, 4, 4, 4, 4, 4]));
        Refuses.Argument("series", () => CorrelatedSeries.Mean([]));
    }
}
