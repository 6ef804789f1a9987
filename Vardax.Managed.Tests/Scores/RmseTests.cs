using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class RmseTests
{
    // Errors 1, -2 / 2, 0 / 0, 4: squares 1, 4 / 4, 0 / 0, 16.
    private static readonly float[] Truth = [10, 20, 30, 40, 50, 60], Estimate = [11, 18, 32, 40, 50, 64];

    [Fact]
    public void Overall_is_the_root_of_the_mean_square() =>
        CloseAssert.Absolute(Math.Sqrt(25 / 6.0), Rmse.Overall(Estimate, Truth), 1e-15);

    [Fact]
    public void By_row_and_by_column_follow_their_axis()
    {
        CloseAssert.Absolute([Math.Sqrt(2.5), Math.Sqrt(2), Math.Sqrt(8)], Rmse.ByRow(Estimate, Truth, [1, 1]), 1e-15);
        CloseAssert.Absolute([Math.Sqrt(5 / 3.0), Math.Sqrt(20 / 3.0)], Rmse.ByColumn(Estimate, Truth, 3, 2), 1e-15);
        CloseAssert.Absolute([Math.Sqrt(9 / 3.0), Math.Sqrt(16 / 3.0)], Rmse.ByRow(Estimate, Truth, [1, 1, 1]), 1e-15);
        CloseAssert.Absolute([Math.Sqrt((0.25 + 4) / 2), Math.Sqrt(1 / 2.0), Math.Sqrt(16 / 2.0)], Rmse.ByRow(Estimate, Truth, [2, 1]), 1e-15);
    }

    [Fact]
    public void Differences_are_taken_in_double_precision()
    {
        float[] truth = [1e8f], estimate = [-1e8f + 8];
        CloseAssert.Relative(2e8 - 8, Rmse.Overall(estimate, truth), 1e-15);
    }

    [Fact]
    public void An_estimate_that_is_not_a_number_shows() =>
        Assert.True(double.IsNaN(Rmse.Overall([1, float.NaN], [1, 2])));

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Refuses.Argument("estimate", () => Rmse.Overall(new float[2], new float[3]));
        Refuses.Argument("estimate", () => Rmse.Overall([], []));
        Refuses.Argument("truth", () => Rmse.ByRow(new float[6], new float[6], [1, 1, 1, 1]));
        Refuses.Argument("truth", () => Rmse.ByColumn(new float[6], new float[6], -2, -3));
        Refuses.Argument("estimate", () => Rmse.ByRow(new float[4], new float[6], [1, 1, 1]));
        Refuses.Argument("estimate", () => Rmse.ByColumn(new float[4], new float[6], 2, 3));
    }
}
