using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Randomness;

public sealed class NormalProbabilityTests
{
    // erfc(-x / sqrt 2) / 2 of the C library.
    [Theory]
    [InlineData(0, 0.5, 1e-15)]
    [InlineData(-1, 0.15865525393145705, 1e-15)]
    [InlineData(1, 0.84134474606854293, 1e-15)]
    [InlineData(-1.959963984540054, 0.025, 1e-14)]
    [InlineData(-3, 0.0013498980316300946, 1e-13)]
    [InlineData(-5, 2.8665157187919391e-7, 1e-10)]
    [InlineData(-7, 1.2798125438858352e-12, 1e-8)]
    [InlineData(-8, 6.2209605742717841e-16, 1e-8)]
    [InlineData(-10, 7.6198530241605261e-24, 1e-8)]
    public void The_probability_below_is_that_of_the_error_function(double x, double expected, double relative) =>
        CloseAssert.Relative(expected, NormalProbability.Below(x, out _), relative);

    [Fact]
    public void The_density_is_the_derivative()
    {
        for (double x = -6; x <= 6; x += 0.37)
        {
            NormalProbability.Below(x, out double density);
            CloseAssert.Absolute(Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI), density, 1e-15);
            double difference = GradientCheck.Directional(v => NormalProbability.Below(v[0], out _), [x], [1]);
            CloseAssert.Absolute(density, difference, 1e-10, $"at {x}");
        }
    }

    [Fact]
    public void The_ends_are_0_and_1()
    {
        Assert.Equal(0, NormalProbability.Below(double.NegativeInfinity, out double density));
        Assert.Equal(0, density);
        Assert.Equal(1, NormalProbability.Below(double.PositiveInfinity, out _));
        Assert.True(double.IsNaN(NormalProbability.Below(double.NaN, out _)));
    }

    [Fact]
    public void The_quantile_is_the_inverse_in_the_lower_half()
    {
        for (double x = -37; x <= 0; x += 0.173)
            CloseAssert.Absolute(x, NormalProbability.Quantile(NormalProbability.Below(x, out _)), 1e-10 * (1 + Math.Abs(x)));
        CloseAssert.Absolute(0, NormalProbability.Quantile(0.5), 1e-15);
        Assert.InRange(NormalProbability.Quantile(0), -37.6, -37.5);
        Assert.True(double.IsNaN(NormalProbability.Quantile(double.NaN)));
    }
}
