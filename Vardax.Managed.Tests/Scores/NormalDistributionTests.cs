using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class NormalDistributionTests
{
    // Abramowitz and Stegun, tables 26.1 and 26.2.
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 0.691462461274013)]
    [InlineData(1, 0.841344746068543)]
    [InlineData(1.64, 0.949497416525896)]
    [InlineData(2, 0.977249868051821)]
    [InlineData(3, 0.998650101968370)]
    [InlineData(-3, 0.001349898031630)]
    public void The_distribution_function_is_the_tabulated_one(double z, double p) =>
        CloseAssert.Absolute(p, NormalDistribution.Cdf(z), 1e-15 * 3);

    [Theory]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.95, 1.644853626951472)]
    [InlineData(0.75, 0.674489750196082)]
    [InlineData(0.5, 0)]
    [InlineData(0.001, -3.090232306167814)]
    public void Quantiles_are_the_tabulated_ones(double p, double z) =>
        CloseAssert.Absolute(z, NormalDistribution.Quantile(p), 1e-14);

    [Fact]
    public void The_distribution_function_integrates_the_density()
    {
        for (double z = -5; z <= 5; z += 0.37)
        {
            double slope = (NormalDistribution.Cdf(z + 1e-4) - NormalDistribution.Cdf(z - 1e-4)) / 2e-4;
            CloseAssert.Absolute(NormalDistribution.Density(z), slope, 1e-8, $"{z}");
        }
    }

    [Fact]
    public void Central_intervals_and_bad_arguments()
    {
        CloseAssert.Absolute(1, NormalDistribution.CentralHalfWidth(0.682689492137086), 1e-14);
        Refuses.Argument("p", () => NormalDistribution.Quantile(0));
        Refuses.Argument("p", () => NormalDistribution.Quantile(double.NaN));
        Refuses.Argument("level", () => NormalDistribution.CentralHalfWidth(1));
    }
}
