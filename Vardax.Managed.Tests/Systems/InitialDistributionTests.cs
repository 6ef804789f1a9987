using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Systems;

public sealed class InitialDistributionTests
{
    private static readonly InitialDistribution Mixed = new(
        new NormalPrior(3, 2), new LogNormalPrior(Math.Log(10), 0.5), new FixedPrior(7), new UniformPrior(-1, 4));

    [Fact]
    public void Coordinates_and_state_are_each_other_s_inverse()
    {
        double[] state = new double[4], back = new double[3];
        foreach (double z in (double[])[-4.5, -1.3, 0, 0.2, 2, 4.5])
        {
            double[] u = [3 + (2 * z), Math.Log(10) + (0.5 * z), z];
            Mixed.ToPhysical(u, state);
            Mixed.ToCoordinates(state, back);
            CloseAssert.Absolute(u, back, 1e-9);
            CloseAssert.Absolute([u[0], 10 * Math.Exp(0.5 * z), 7], [state[0], state[1], state[2]], 1e-9);
            Assert.InRange(state[3], -1, 4);
        }

        Assert.Equal([0, 1, 3], Mixed.Free.ToArray());
        Assert.Equal(3, Mixed.Coordinates);
    }

    [Fact]
    public void Derivatives_are_those_of_central_differences()
    {
        const double h = 1e-5;
        double[] u = [1, 2.5, -0.7], derivatives = new double[3], up = new double[4], down = new double[4];
        Mixed.Derivatives(u, derivatives);
        double log = 0;
        for (int i = 0; i < 3; i++)
        {
            double[] above = [.. u], below = [.. u];
            (above[i], below[i]) = (u[i] + h, u[i] - h);
            Mixed.ToPhysical(above, up);
            Mixed.ToPhysical(below, down);
            int c = Mixed.Free[i];
            CloseAssert.Absolute((up[c] - down[c]) / (2 * h), derivatives[i], 1e-8 * Math.Max(1, Math.Abs(derivatives[i])));
            log += Math.Log(derivatives[i]);
        }

        CloseAssert.Absolute(log, Mixed.LogDerivative(u), 1e-12);
    }

    [Fact]
    public void Draws_have_the_distributions_by_their_quantiles()
    {
        const int count = 40_000;
        float[] state = new float[4];
        var below = new int[4, 3];
        (double Share, double Z)[] levels = [(0.1, -1.2815515655446004), (0.5, 0), (0.9, 1.2815515655446004)];
        for (int i = 0; i < count; i++)
        {
            RandomDraws.Normal(RandomKey.FromSeed(1).Child((ulong)i), state);
            Mixed.Draw(state);
            Assert.Equal(7, state[2]);
            for (int q = 0; q < 3; q++)
            {
                (double share, double z) = levels[q];
                double[] quantiles = [3 + (2 * z), 10 * Math.Exp(0.5 * z), 8, -1 + (5 * share)];
                for (int c = 0; c < 4; c++)
                    below[c, q] += state[c] < quantiles[c] ? 1 : 0;
            }
        }

        for (int q = 0; q < 3; q++)
        {
            double share = levels[q].Share, four = 4 * Math.Sqrt(share * (1 - share) / count);
            foreach (int c in (int[])[0, 1, 3])
                Assert.InRange(below[c, q] / (double)count, share - four, share + four);
        }
    }

    [Fact]
    public void A_normal_component_is_mean_plus_std_times_the_normal_in_single_precision()
    {
        InitialDistribution normal = InitialDistribution.Normal([1.1, -25.3], 0.37);
        float[] z = new float[2], state = new float[2];
        for (ulong i = 0; i < 100; i++)
        {
            RandomDraws.Normal(RandomKey.FromSeed(i), z);
            z.CopyTo(state, 0);
            normal.Draw(state);
            Assert.Equal(1.1f + (0.37f * z[0]), state[0]);
            Assert.Equal(-25.3f + (0.37f * z[1]), state[1]);
        }

        Assert.True(normal.IsNormal);
        Assert.False(Mixed.IsNormal);
    }

    [Fact]
    public void Values_outside_the_support_have_no_coordinate_and_ends_have_a_finite_one()
    {
        Assert.Equal(double.NaN, new LogNormalPrior(0, 1).ToCoordinate(0));
        Assert.Equal(double.NaN, new LogNormalPrior(0, 1).ToCoordinate(-1));
        UniformPrior uniform = new(2, 3);
        Assert.Equal(double.NaN, uniform.ToCoordinate(1.999));
        Assert.Equal(double.NaN, uniform.ToCoordinate(3.001));
        Assert.InRange(uniform.ToCoordinate(2), -6.1, -5.9);
        Assert.InRange(uniform.ToCoordinate(3), 5.9, 6.1);
        Assert.Equal(double.NaN, new FixedPrior(0.1).ToCoordinate(0.2));
        Assert.Equal(0.1, new FixedPrior(0.1).ToCoordinate(0.1f));
    }

    [Fact]
    public void The_coordinates_have_the_distribution_that_the_priors_say()
    {
        Vardax.Managed.Gaussians.Gaussian gaussian = Mixed.OfCoordinates();
        Assert.Equal([3, Math.Log(10), 0], gaussian.Mean);
        Assert.Equal([4, 0, 0, 0, 0.25, 0, 0, 0, 1], gaussian.Covariance.ToMatrix());
        Assert.Throws<InvalidOperationException>(() => new InitialDistribution(new FixedPrior(1)).OfCoordinates());
    }

    [Fact]
    public void Errors_are_summed_in_standard_deviations_only_if_components_vary_by_different_amounts()
    {
        Assert.True(InitialDistribution.Normal([5, -3], 0.01).IsAlike(2));
        Assert.True(new InitialDistribution(new NormalPrior(0, 2), new FixedPrior(9)).IsAlike(2));
        Assert.False(Mixed.IsAlike(4));
        // Errors of 2 and 10 in units of 2 and 5.
        Assert.Equal(Math.Sqrt(2.5), Vardax.Managed.Scores.Rmse.Overall([3, 11], [1, 1], [2, 5]), 1e-12);
        Refuses.Argument("truth", () => Vardax.Managed.Scores.Rmse.Overall([1, 2, 3], [1, 2, 3], [1, 1]));
    }

    [Fact]
    public void Distributions_are_equal_by_value()
    {
        Assert.Equal(InitialDistribution.Normal([1, 2], 3), new InitialDistribution(new NormalPrior(1, 3), new NormalPrior(2, 3)));
        Assert.NotEqual(InitialDistribution.Normal([1, 2], 3), InitialDistribution.Normal([1, 2], 4));
        Assert.NotEqual(new InitialDistribution(new NormalPrior(0, 1)), new InitialDistribution(new LogNormalPrior(0, 1)));
        Assert.Equal("normal(3, 2), lognormal(2.302585092994046, 0.5), fixed(7), uniform(-1, 4)", $"{Mixed}");
    }

    [Fact]
    public void Parameters_out_of_range_are_refused_with_the_component()
    {
        Refused("lognormal(1000, 1)", new LogNormalPrior(1000, 1));
        Refused("normal(0, 0)", new NormalPrior(0, 0));
        Refused("normal(NaN, 1)", new NormalPrior(double.NaN, 1));
        Refused("normal(0, Infinity)", new NormalPrior(0, double.PositiveInfinity));
        Refused("uniform(2, 2)", new UniformPrior(2, 2));
        Refused("fixed(NaN)", new FixedPrior(double.NaN));
        Refuses.Argument("components", () => new InitialDistribution());
        Refuses.Argument("components", () => new InitialDistribution(new FixedPrior(1), null!));

        static void Refused(string shown, ComponentPrior prior)
        {
            Refuses.Argument("components", () => new InitialDistribution(new FixedPrior(1), prior));
            Assert.Contains($"component 1 is {shown}", Assert.Throws<ArgumentException>(
                () => new InitialDistribution(new FixedPrior(1), prior)).Message, StringComparison.Ordinal);
        }
    }
}
