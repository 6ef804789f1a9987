using Vardax.Managed.Inference;
using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Inference;

public sealed class ScaleMixtureTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(0, 1, 2)]
    [InlineData(1, 0.5, 2)]
    [InlineData(0.3, 0.5, 2)]
    [InlineData(0.9, 3, 0.2)]
    public void The_density_integrates_to_1_with_its_standard_deviation(double w, double a, double b)
    {
        var mixture = new ScaleMixture(w, a, b);
        double mass = 0, square = 0;
        const double step = 0.01;
        for (int i = -4000; i <= 4000; i++)
        {
            double z = i * step, density = Math.Exp(mixture.LogProb(z)) * step;
            mass += density;
            square += z * z * density;
        }

        CloseAssert.Absolute(1, mass, 1e-12, "mass");
        CloseAssert.Relative(mixture.StandardDeviation, Math.Sqrt(square), 1e-12, "standard deviation");
        CloseAssert.Relative(Density(w, a, b, 0.7), Math.Exp(mixture.LogProb(0.7)), 1e-13, "density");
        Assert.False(double.IsNaN(mixture.LogProb(1e6)));
    }

    [Theory]
    [InlineData(0.7, 0.5, 2.5)]
    [InlineData(0.4, 0.2, 1.3)]
    [InlineData(0.7, 500, 2500)]
    public void Fit_finds_the_numbers_that_values_were_drawn_with(double w, double a, double b)
    {
        ScaleMixture fitted = ScaleMixture.Fit(Draws(w, a, b, 50_000));
        CloseAssert.Relative(w, fitted.Weight, 0.05, "weight");
        CloseAssert.Relative(a, fitted.First, 0.05, "first");
        CloseAssert.Relative(b, fitted.Second, 0.05, "second");
    }

    [Fact]
    public void Fit_leaves_a_standard_normal_one()
    {
        ScaleMixture fitted = ScaleMixture.Fit(Numbers.Normal(4, 50_000));
        CloseAssert.Relative(1, fitted.StandardDeviation, 0.02);
        for (double z = -2.5; z <= 2.5; z += 0.25)
            CloseAssert.Absolute(ScaleMixture.Normal.LogProb(z), fitted.LogProb(z), 0.05, $"at {z}");
        CloseAssert.Relative(NormalDistribution.Density(1.5), Math.Exp(ScaleMixture.Normal.LogProb(1.5)), 1e-14);
    }

    [Fact]
    public void Many_values_of_exactly_0_leave_a_density()
    {
        ScaleMixture fitted = ScaleMixture.Fit([.. Numbers.Normal(4, 1000), .. new double[1000]]);
        CloseAssert.Relative(0.5, fitted.Weight, 0.1);
        CloseAssert.Relative(1, fitted.Second, 0.1);
        Assert.True(fitted.First > 0 && double.IsFinite(fitted.LogProb(1)));
    }

    [Fact]
    public void Draws_have_the_density()
    {
        double[] normals = Numbers.Normal(6, 20_000), selectors = Numbers.Normal(7, 20_000);
        var mixture = new ScaleMixture(0.7, 0.5, 2.5);
        double[] draws = [.. normals.Zip(selectors, mixture.Transform).Order()];
        // Kolmogorov's 0.1 % quantile, and what a single normal of the same spread would give.
        Assert.InRange(Distance(draws, z => Cdf(mixture, z)), 0, 1.95);
        Assert.True(Distance(draws, z => NormalDistribution.Cdf(z / mixture.StandardDeviation)) > 5);
        Assert.Equal(1.5, new ScaleMixture(1, 3, 4).Transform(0.5, 99));
        Assert.Equal(2, new ScaleMixture(0, 3, 4).Transform(0.5, -99));
    }

    [Fact]
    public void Values_without_spread_or_that_are_not_numbers_are_refused()
    {
        Refuses.Argument("values", () => ScaleMixture.Fit([]));
        Refuses.Argument("values", () => ScaleMixture.Fit([0, 0, 0]));
        Refuses.Argument("values", () => ScaleMixture.Fit([1, double.NaN]));
        Refuses.Argument("values", () => ScaleMixture.Fit([1, double.NegativeInfinity]));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        foreach (double weight in (double[])[-0.1, 1.1, double.NaN])
            Refuses.Argument("weight", () => new ScaleMixture(weight, 1, 1));
        foreach (double std in (double[])[0, -1, double.NaN, double.PositiveInfinity])
        {
            Refuses.Argument("first", () => new ScaleMixture(0.5, std, 1));
            Refuses.Argument("second", () => new ScaleMixture(0.5, 1, std));
        }
    }

    private static double[] Draws(double w, double a, double b, int count)
    {
        double[] z = Numbers.Normal(2, count), share = Numbers.Uniform(3, count, 0, 1);
        return [.. z.Zip(share, (x, u) => x * (u < w ? a : b))];
    }

    private static double Density(double w, double a, double b, double z) =>
        (w * NormalDistribution.Density(z / a) / a) + ((1 - w) * NormalDistribution.Density(z / b) / b);

    private static double Cdf(ScaleMixture m, double z) =>
        (m.Weight * NormalDistribution.Cdf(z / m.First)) + ((1 - m.Weight) * NormalDistribution.Cdf(z / m.Second));

    /// <summary>Kolmogorov's statistic: sqrt(n) times the largest distance of the empirical distribution from one.</summary>
    private static double Distance(double[] sorted, Func<double, double> cdf)
    {
        double n = sorted.Length;
        return Math.Sqrt(n) * sorted.Select((z, i) => Math.Max(cdf(z) - (i / n), ((i + 1) / n) - cdf(z))).Max();
    }
}
