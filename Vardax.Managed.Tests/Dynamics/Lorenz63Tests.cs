using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Tests.Dynamics;

public sealed class Lorenz63Tests
{
    [Fact]
    public void The_defaults_are_Lorenz_s()
    {
        var model = new Lorenz63();
        Assert.Equal((10, 28, 8.0 / 3), (model.Sigma, model.Rho, model.Beta));
        Assert.Equal(["x", "y", "z"], model.Components);
        Assert.Equal(28, model.Parameters["rho"]);
        Assert.Equal(3, model.SinglePrecision.Dimension);
    }

    [Theory]
    [InlineData(double.NaN, 28, 1, "sigma")]
    [InlineData(10, double.PositiveInfinity, 1, "rho")]
    [InlineData(10, 28, double.NegativeInfinity, "beta")]
    public void A_parameter_that_is_not_finite_is_named(double sigma, double rho, double beta, string name) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new Lorenz63(sigma, rho, beta)).ParamName);

    [Fact]
    public void There_is_no_fixed_point_below_the_critical_value() =>
        Assert.Throws<InvalidOperationException>(() => new Lorenz63(rho: 0.5).FixedPoint());

    [Fact]
    public void Models_are_equal_when_their_parameters_are()
    {
        Assert.Equal(new Lorenz63(9, 30, 2), new Lorenz63(9, 30, 2));
        Assert.Equal(new Lorenz63(9, 30, 2).GetHashCode(), new Lorenz63(9, 30, 2).GetHashCode());
        Assert.NotEqual(new Lorenz63(9, 30, 2), new Lorenz63(9, 30, 2.5));
    }
}
