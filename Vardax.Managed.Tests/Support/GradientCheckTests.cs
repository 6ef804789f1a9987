namespace Vardax.Managed.Tests.Support;

/// <summary>The gradient check itself can fail.</summary>
public sealed class GradientCheckTests
{
    private static readonly double[] X = [0.3, -1.2, 2.5];

    private static double Cubes(double[] x) => x.Sum(v => v * v * v);

    [Fact]
    public void A_right_derivative_passes() =>
        Assert.InRange(GradientCheck.WorstError(Cubes, X, [.. X.Select(v => 3 * v * v)]), 0, 1e-10);

    [Fact]
    public void A_derivative_wrong_by_a_millionth_in_one_entry_is_seen()
    {
        double[] wrong = [.. X.Select(v => 3 * v * v)];
        wrong[1] *= 1 + 1e-6;
        Assert.True(GradientCheck.WorstError(Cubes, X, wrong) > 1e-7);
        Assert.True(GradientCheck.DirectionalError(Cubes, X, wrong, [1, 1, 1]) > 1e-7);
    }

    [Fact]
    public void A_derivative_that_is_not_a_number_is_seen() =>
        Assert.Equal(double.PositiveInfinity, GradientCheck.WorstError(Cubes, X, [1, double.NaN, 1]));
}
