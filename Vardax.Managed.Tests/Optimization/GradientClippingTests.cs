using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

public sealed class GradientClippingTests
{
    [Fact]
    public void The_norm_is_Euclid_s()
    {
        CloseAssert.Relative(5, GradientClipping.GlobalNorm([3, 0, -4]), 1e-15);
        float[] gradient = Numbers.NormalSingle(1, 1003);
        CloseAssert.Relative(Math.Sqrt(gradient.Sum(g => (double)g * g)), GradientClipping.GlobalNorm(gradient), 1e-13);
        Assert.Equal(0, GradientClipping.GlobalNorm([]));
    }

    [Theory]
    [InlineData(5, 10, 1)]
    [InlineData(10, 10, 1)]
    [InlineData(20, 10, 0.5)]
    [InlineData(0, 10, 1)]
    public void A_gradient_is_scaled_down_to_the_largest_norm_and_never_up(double norm, double largest, double expected) =>
        Assert.Equal(expected, GradientClipping.Scale(norm, largest));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_largest_norm_that_is_not_positive_is_refused(double largest) =>
        Refuses.Argument("maxNorm", () => GradientClipping.Scale(1, largest));
}
