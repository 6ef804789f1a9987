using Vardax.Managed.Kernels;

namespace Vardax.Managed.Tests.Kernels;

public sealed class VectorLogTests
{
    // float.MinNormal is not a constant of the framework; 2^-126.
    private const float SmallestNormal = 1.17549435e-38f;

    [Theory]
    [InlineData(SmallestNormal, float.MaxValue, 997)]
    [InlineData(0.7f, 1.5f, 3)]
    [InlineData(0.99f, 1.01f, 1)]
    public void Is_within_one_ulp_of_the_double_function(float low, float high, int stride) =>
        Assert.InRange(Sweep.WorstUlps(default(VectorLog), Math.Log, low, high, stride), 0.3, 1);

    [Fact]
    public void The_logarithm_of_one_is_zero() => Assert.Equal(0f, Sweep.One(default(VectorLog), 1f));
}
