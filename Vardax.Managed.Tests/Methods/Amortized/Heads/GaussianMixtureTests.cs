using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Heads;

public sealed class GaussianMixtureTests
{
    private const double Bound = GaussianMixture.LogScaleBound;

    // Weights 0.7 and 0.3, means -2 and 3, deviations 1/4 and 2.
    private static readonly float[] Outputs =
        [(float)Math.Log(0.7), (float)Math.Log(0.3), -2, 3, Unbounded(Math.Log(4)), Unbounded(-Math.Log(2))];

    [Fact]
    public void The_density_is_the_weighted_sum_of_the_components()
    {
        for (double x = -8; x <= 12; x += 0.5)
        {
            double expected = (0.7 * Density(x, -2, 0.25)) + (0.3 * Density(x, 3, 2));
            CloseAssert.Absolute(Math.Log(expected), Mixture().LogDensity(x), 1e-5, $"at {x}");
        }
    }

    [Fact]
    public void Far_away_the_log_density_is_the_nearest_components() =>
        CloseAssert.Relative(Math.Log(0.3) + LogDensity(1e4, 3, 2), Mixture().LogDensity(1e4), 1e-6);

    [Fact]
    public void The_quantile_has_as_much_below_as_the_normal()
    {
        for (double z = -6; z <= 6; z += 0.125)
        {
            double x = Mixture().Quantile(z);
            double below = (0.7 * Tail(x, -2, 0.25, z)) + (0.3 * Tail(x, 3, 2, z));
            double normal = NormalProbability.Below(-Math.Abs(z), out _);
            CloseAssert.Relative(normal, below, 1e-5, $"at {z}");
        }
    }

    [Fact]
    public void The_score_is_the_inverse_of_the_quantile()
    {
        for (double z = -6; z <= 6; z += 0.125)
            CloseAssert.Absolute(z, Mixture().Score(Mixture().Quantile(z)), 1e-7, $"at {z}");
        Assert.InRange(Mixture().Score(-1e9), -37.6, -37.5);
        Assert.InRange(Mixture().Score(1e9), 37.5, 37.6);
    }

    [Fact]
    public void The_quantile_increases_through_the_gap_between_the_components()
    {
        double last = double.NegativeInfinity;
        for (double z = -5; z <= 5; z += 0.01)
        {
            double x = Mixture().Quantile(z);
            Assert.True(x > last, $"{x} after {last} at {z}");
            last = x;
        }
    }

    [Fact]
    public void Equal_components_are_one_Gaussian()
    {
        float[] outputs = [5, -5, 1.5f, 1.5f, 0, 0];
        var mixture = new GaussianMixture(outputs, new double[6]);
        CloseAssert.Absolute(LogDensity(0.3, 1.5, 1), mixture.LogDensity(0.3), 1e-12);
        CloseAssert.Absolute(1.5 - 2.25, mixture.Quantile(-2.25), 1e-12);
    }

    [Fact]
    public void Any_outputs_give_a_finite_quantile_and_density()
    {
        float[] outputs = [300, -300, 0, -1e4f, 1e3f, 0, 200, -200, 3];
        var mixture = new GaussianMixture(outputs, new double[9]);
        foreach (double z in (double[])[-6, -1e-3, 0, 0.5, 6])
            Assert.True(double.IsFinite(mixture.LogDensity(mixture.Quantile(z))));
    }

    private static GaussianMixture Mixture() => new(Outputs, new double[Outputs.Length]);

    private static float Unbounded(double log) => (float)(Bound * Math.Atanh(log / Bound));

    private static double LogDensity(double x, double mean, double std) =>
        -((x - mean) * (x - mean) / (2 * std * std)) - Math.Log(std * Math.Sqrt(2 * Math.PI));

    private static double Density(double x, double mean, double std) => Math.Exp(LogDensity(x, mean, std));

    private static double Tail(double x, double mean, double std, double side) =>
        NormalProbability.Below((side > 0 ? mean - x : x - mean) / std, out _);
}
