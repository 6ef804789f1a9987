using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class GammaFunctionTests
{
    [Fact]
    public void The_logarithm_of_gamma_is_that_of_factorials_and_half_integers()
    {
        double log = 0, half = Math.Log(Math.PI) / 2;
        for (int n = 1; n <= 170; n++)
        {
            // Gamma(n) = (n - 1)!, Gamma(n + 1/2) = (n - 1/2) Gamma(n - 1/2).
            CloseAssert.Absolute(log, GammaFunction.Log(n), 4e-14 * Math.Max(1, log), $"{n}");
            log += Math.Log(n);
            half += Math.Log(n - 0.5);
            CloseAssert.Absolute(half, GammaFunction.Log(n + 0.5), 4e-14 * Math.Max(1, half), $"{n} + 1/2");
        }

        CloseAssert.Relative(Math.Log(Math.PI) / 2, GammaFunction.Log(0.5), 1e-14);
        CloseAssert.Relative(Math.Log(3.6256099082219083119), GammaFunction.Log(0.25), 1e-14);
    }

    // Percentage points of chi-square: Abramowitz and Stegun, table 26.8; Q(degrees / 2, point / 2) is the upper tail.
    [Theory]
    [InlineData(1, 3.84146, 0.05)]
    [InlineData(1, 6.63490, 0.01)]
    [InlineData(2, 5.99147, 0.05)]
    [InlineData(5, 11.0705, 0.05)]
    [InlineData(10, 2.55821, 0.99)]
    [InlineData(10, 23.2093, 0.01)]
    [InlineData(19, 30.1435, 0.05)]
    [InlineData(30, 43.7729, 0.05)]
    [InlineData(100, 124.342, 0.05)]
    public void Chi_square_points_are_the_tabulated_ones(int degrees, double point, double tail) =>
        CloseAssert.Relative(tail, GammaFunction.UpperRegularized(degrees / 2.0, point / 2), 2e-5);

    [Fact]
    public void Whole_orders_are_poisson_sums_on_both_sides_of_the_switch()
    {
        for (int a = 1; a <= 60; a += 7)
        {
            for (double x = 0.25; x < 120; x *= 1.7)
            {
                // Q(a, x) = e^-x sum of x^k / k! below a.
                double term = Math.Exp(-x), sum = term;
                for (int k = 1; k < a; k++)
                    sum += term *= x / k;
                CloseAssert.Absolute(sum, GammaFunction.UpperRegularized(a, x), 1e-13, $"Q({a}, {x})");
            }
        }
    }

    [Fact]
    public void The_ends_are_one_and_nothing()
    {
        Assert.Equal(1, GammaFunction.UpperRegularized(0.5, 0));
        Assert.Equal(0, GammaFunction.UpperRegularized(0.5, double.PositiveInfinity));
    }
}
