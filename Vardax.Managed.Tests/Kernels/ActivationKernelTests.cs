using Vardax.Managed.Kernels;

namespace Vardax.Managed.Tests.Kernels;

public sealed class ActivationKernelTests
{
    [Theory]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(0f, 0.5f)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(-200f, 0f)]
    [InlineData(200f, 1f)]
    public void Sigmoid_at_special_values(float x, float expected) =>
        Assert.Equal(expected, Sweep.One(default(VectorSigmoid<float>), x));

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(100f, 100f)]
    public void Silu_at_special_values(float x, float expected) =>
        Assert.Equal(expected, Sweep.One(default(VectorSilu<float>), x));

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(-float.Epsilon, 0f)]
    [InlineData(float.Epsilon, float.Epsilon)]
    public void Relu_at_special_values(float x, float expected) =>
        Assert.Equal(expected, Sweep.One(default(VectorRelu<float>), x));

    [Fact]
    public void Negative_zero_counts_as_zero()
    {
        Assert.Equal(0.5f, Sweep.One(default(VectorSigmoid<float>), -0f));
        Assert.True(Sweep.One(default(VectorRelu<float>), -0f) == 0);
        Assert.True(Sweep.One(default(VectorSilu<float>), -0f) == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sigmoid_over_its_range_is_within_four_ulps(bool negative) => Assert.InRange(
        Sweep.WorstUlps(default(VectorSigmoid<float>), x => 1 / (1 + Math.Exp(-x)), 1e-6f, 87f, 997, negative), 0.4, 4);
}
