using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class MeanEstimateTests
{
    [Fact]
    public void Mean_error_and_interval_of_four_numbers()
    {
        // Mean 5, squares 9 + 1 + 1 + 9 = 20, variance 20/3, standard error sqrt(5/3).
        MeanEstimate estimate = MeanEstimate.Of([2, 4, 6, 8]);
        CloseAssert.Absolute(5, estimate.Value, 1e-15);
        CloseAssert.Absolute(Math.Sqrt(5 / 3.0), estimate.StandardError, 1e-15);
        CloseAssert.Absolute(5 - (1.959963984540054 * Math.Sqrt(5 / 3.0)), estimate.Lower, 1e-14);
        CloseAssert.Absolute(5 + (1.959963984540054 * Math.Sqrt(5 / 3.0)), estimate.Upper, 1e-14);
    }

    [Fact]
    public void The_root_carries_the_error_over_to_first_order()
    {
        MeanEstimate root = new MeanEstimate(4, 0.1).SquareRoot();
        CloseAssert.Absolute(2, root.Value, 1e-15);
        CloseAssert.Absolute(0.1 / 4, root.StandardError, 1e-15);
    }

    [Fact]
    public void The_interval_covers_the_mean_nineteen_times_in_twenty()
    {
        const int trials = 4000, n = 100;
        int covered = 0;
        double[] draws = Numbers.Normal(1, trials * n);
        for (int i = 0; i < trials; i++)
        {
            MeanEstimate estimate = MeanEstimate.Of(draws.AsSpan(i * n, n));
            covered += estimate.Lower <= 0 && estimate.Upper >= 0 ? 1 : 0;
        }

        // With n = 100 the interval by Student's t would be 1.012 times as wide: a coverage of 0.947.
        CloseAssert.Absolute(0.947, covered / (double)trials, 4 * Math.Sqrt(0.95 * 0.05 / trials));
    }

    [Fact]
    public void One_replicate_has_no_error_estimate() => Assert.True(double.IsNaN(MeanEstimate.Of([3]).StandardError));

    [Fact]
    public void No_replicates_are_refused() => Refuses.Argument("replicates", () => MeanEstimate.Of([]));
}
