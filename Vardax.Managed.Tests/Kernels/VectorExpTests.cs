using Vardax.Managed.Kernels;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Kernels;

public sealed class VectorExpTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Is_within_one_ulp_of_the_double_exponential(bool negative) =>
        Assert.InRange(Sweep.WorstUlps(default(VectorExp<float>), Math.Exp, 1e-38f, 110f, 997, negative), 0.4, 1);

    [Theory]
    [InlineData(80f, 88.722839f)]
    [InlineData(0.3f, 0.4f)]
    public void Is_within_one_ulp_where_the_reduction_changes(float low, float high) =>
        Assert.InRange(Sweep.WorstUlps(default(VectorExp<float>), Math.Exp, low, high, 3), 0.4, 1);

    [Fact]
    public void Results_below_the_normal_range_are_gradual() =>
        Assert.InRange(Sweep.WorstUlps(default(VectorExp<float>), Math.Exp, 87f, 105f, 7, negate: true), 0.4, 1);

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(float.Epsilon, 1f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.MaxValue, float.PositiveInfinity)]
    [InlineData(float.MinValue, 0f)]
    [InlineData(89f, float.PositiveInfinity)]
    [InlineData(88.72285f, float.PositiveInfinity)]
    [InlineData(-103.97f, 1.4e-45f)]
    [InlineData(-104f, 0f)]
    [InlineData(-150f, 0f)]
    public void Special_values_are_those_of_the_scalar_function(float x, float expected)
    {
        Assert.Equal(expected, Sweep.One(default(VectorExp<float>), x));
        Assert.Equal(MathF.Exp(x), Sweep.One(default(VectorExp<float>), x));
    }

    [Fact]
    public void Negative_zero_gives_one() => Assert.Equal(1f, Sweep.One(default(VectorExp<float>), -0f));

    [Fact]
    public void The_largest_argument_that_does_not_overflow_gives_a_finite_number() =>
        Assert.True(float.IsFinite(Sweep.One(default(VectorExp<float>), 88.72283f)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-0.0)]
    [InlineData(710.0)]
    [InlineData(-746.0)]
    public void Special_values_in_double_are_those_of_the_scalar_function(double x)
    {
        Span<double> value = [x];
        Elementwise.Map(value, value, default(VectorExp<double>));
        Assert.Equal(Math.Exp(x), value[0]);
    }

    [Fact]
    public void Double_precision_is_within_two_ulps()
    {
        double[] x = Numbers.Uniform(5, 100_000, -700, 700);
        var y = new double[x.Length];
        Elementwise.Map(x, y, default(VectorExp<double>));
        for (int i = 0; i < x.Length; i++)
            CloseAssert.Absolute(Math.Exp(x[i]), y[i], 2 * Ulp.Of<double>(Math.Exp(x[i])), $"exp({x[i]:R})");
    }
}
