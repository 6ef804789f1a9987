using Vardax.Managed.InitialState;
using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.InitialState;

public sealed class NormalMixtureTests
{
    private static readonly NormalComponent[] Skewed = [new(0.3, -2, 0.5), new(0.7, 1, 1.5)];

    [Theory]
    [InlineData(1, 0, 1, 0, 1)]
    [InlineData(0, 5, 1, 0, 2)]
    [InlineData(0.3, 0, 0.5, 0, 2)]
    [InlineData(0.9, -2, 3, 4, 0.2)]
    public void The_density_integrates_to_1_with_its_moments(double w, double m1, double s1, double m2, double s2)
    {
        var mixture = new NormalMixture([new(w, m1, s1), new(1 - w, m2, s2)]);
        double mass = 0, mean = 0, square = 0;
        const double step = 0.01;
        for (int i = -4000; i <= 4000; i++)
        {
            double z = i * step, density = Math.Exp(mixture.LogProb(z)) * step;
            mass += density;
            mean += z * density;
            square += z * z * density;
        }

        CloseAssert.Absolute(1, mass, 1e-12, "mass");
        CloseAssert.Absolute(mixture.Mean, mean, 1e-12, "mean");
        CloseAssert.Relative(mixture.StandardDeviation, Math.Sqrt(square - (mean * mean)), 1e-12, "standard deviation");
        double expected = (w * NormalDistribution.Density((0.7 - m1) / s1) / s1)
            + ((1 - w) * NormalDistribution.Density((0.7 - m2) / s2) / s2);
        CloseAssert.Relative(expected, Math.Exp(mixture.LogProb(0.7)), 1e-13, "density");
        Assert.False(double.IsNaN(mixture.LogProb(1e6)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Fit_finds_a_distribution_in_two_pieces(double unit)
    {
        var truth = new NormalMixture(Skewed);
        double[] values = [.. Draws(truth, 50_000).Select(z => unit * z)];
        NormalMixture fitted = NormalMixture.Fit(values);
        CloseAssert.Relative(unit * truth.StandardDeviation, fitted.StandardDeviation, 0.02);
        CloseAssert.Absolute(truth.Mean, fitted.Mean / unit, 0.03);
        Assert.InRange(Distance(values, z => Cdf(fitted, z)), 0, 1.5);
        Assert.True(Distance(values, z => NormalDistribution.Cdf((z - fitted.Mean) / fitted.StandardDeviation)) > 10);
    }

    [Fact]
    public void Fit_leaves_a_standard_normal_one()
    {
        NormalMixture fitted = NormalMixture.Fit(Numbers.Normal(4, 50_000));
        CloseAssert.Relative(1, fitted.StandardDeviation, 0.02);
        for (double z = -2.5; z <= 2.5; z += 0.25)
            CloseAssert.Absolute(NormalMixture.Normal.LogProb(z), fitted.LogProb(z), 0.05, $"at {z}");
        CloseAssert.Relative(NormalDistribution.Density(1.5), Math.Exp(NormalMixture.Normal.LogProb(1.5)), 1e-14);
    }

    [Fact]
    public void No_component_shrinks_onto_a_few_values()
    {
        NormalMixture fitted = NormalMixture.Fit([.. Numbers.Normal(4, 500), 9, 9]);
        Assert.All(fitted.Components, c => Assert.True(c.StandardDeviation > 0.2, $"{c}"));
        fitted = NormalMixture.Fit([.. Numbers.Normal(4, 1000), .. new double[1000]]);
        Assert.All(fitted.Components, c => Assert.True(c.StandardDeviation > 0.01, $"{c}"));
        Assert.True(fitted.LogProb(0) > NormalMixture.Normal.LogProb(0) + 1);
    }

    [Fact]
    public void Draws_have_the_density()
    {
        var mixture = new NormalMixture(Skewed);
        double[] draws = Draws(mixture, 20_000);
        // Kolmogorov's 0.1 % quantile, and what a single normal of the same moments would give.
        Assert.InRange(Distance(draws, z => Cdf(mixture, z)), 0, 1.95);
        Assert.True(Distance(draws, z => NormalDistribution.Cdf((z - mixture.Mean) / mixture.StandardDeviation)) > 5);
        Assert.Equal(1.5, new NormalMixture([new(1, 0, 3), new(0, 9, 4)]).Transform(0.5, 99));
        Assert.Equal(11, new NormalMixture([new(0, 0, 3), new(1, 9, 4)]).Transform(0.5, -99));
    }

    [Fact]
    public void Values_without_spread_or_that_are_not_numbers_are_refused()
    {
        Refuses.Argument("values", () => NormalMixture.Fit([]));
        Refuses.Argument("values", () => NormalMixture.Fit([2, 2, 2]));
        Refuses.Argument("values", () => NormalMixture.Fit([1, double.NaN]));
        Refuses.Argument("values", () => NormalMixture.Fit([1, double.NegativeInfinity]));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        foreach (double weight in (double[])[-0.1, 1.1, double.NaN])
            Refuses.Argument("components", () => new NormalMixture([new(weight, 0, 1), new(1 - weight, 0, 1)]));
        foreach (double std in (double[])[0, -1, double.NaN, double.PositiveInfinity])
            Refuses.Argument("components", () => new NormalMixture(std));
        Refuses.Argument("components", () => new NormalMixture([new(1, double.NaN, 1)]));
        Refuses.Argument("components", () => new NormalMixture([new(0.5, 0, 1), new(0.4, 0, 1)]));
        Refuses.Argument("components", () => new NormalMixture([]));
    }

    private static double[] Draws(NormalMixture mixture, int count) =>
        [.. Numbers.Normal(6, count).Zip(Numbers.Normal(7, count), mixture.Transform)];

    private static double Cdf(NormalMixture mixture, double z) =>
        mixture.Components.Sum(c => c.Weight * NormalDistribution.Cdf((z - c.Mean) / c.StandardDeviation));

    /// <summary>Kolmogorov's statistic: sqrt(n) times the largest distance of the empirical distribution from one.</summary>
    private static double Distance(double[] values, Func<double, double> cdf)
    {
        double n = values.Length;
        return Math.Sqrt(n) * values.Order().Select((z, i) => Math.Max(cdf(z) - (i / n), ((i + 1) / n) - cdf(z))).Max();
    }
}
