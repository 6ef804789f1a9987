using Vardax.Managed.Kernels;

namespace Vardax.Managed.Tests.Kernels;

public sealed class VectorTanhTests
{
    [Theory]
    [InlineData(1e-38f, 50f, 997)]
    [InlineData(0.5f, 0.75f, 5)]
    public void Is_within_two_ulps_of_the_double_function(float low, float high, int stride) =>
        Assert.InRange(Sweep.WorstUlps(default(VectorTanh<float>), Math.Tanh, low, high, stride), 0.4, 2);

    [Theory]
    [InlineData(0f)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.NaN)]
    [InlineData(float.Epsilon)]
    [InlineData(-float.Epsilon)]
    [InlineData(100f)]
    [InlineData(float.MinValue)]
    public void Special_values_are_those_of_the_scalar_function(float x)
    {
        float y = Sweep.One(default(VectorTanh<float>), x);
        Assert.Equal(MathF.Tanh(x), y);
        Assert.Equal(float.IsNegative(MathF.Tanh(x)), float.IsNegative(y));
    }

    [Fact]
    public void Negative_zero_stays_negative_zero() =>
        Assert.True(float.IsNegative(Sweep.One(default(VectorTanh<float>), -0f)));

    [Fact]
    public void Is_odd_to_the_bit()
    {
        for (float x = 0; x < 20; x += 0.0137f)
            Assert.Equal(-Sweep.One(default(VectorTanh<float>), x), Sweep.One(default(VectorTanh<float>), -x));
    }
}
