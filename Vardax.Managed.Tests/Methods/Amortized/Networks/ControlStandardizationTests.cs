using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Networks;

public sealed class ControlStandardizationTests
{
    private const int Count = 20_000, BurnIn = 4;
    private static readonly ProblemSettings Settings = LinearProblem.Settings with { BurnInSteps = BurnIn };
    private static readonly double Sampling = Math.Sqrt(2.0 / Count);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(0, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 4)]
    public void On_a_linear_Gaussian_problem_it_is_the_exact_posterior_within_sampling_error(int lead, int missing)
    {
        ControlStandardization statistics = Estimate(lead);
        var units = new ControlUnits(statistics);
        int p = statistics.Observed.Length;
        Assert.Equal(5, p);
        for (int seed = 0; seed < 10; seed++)
        {
            float[] y = [.. Numbers.NormalSingle(seed, p).Select(x => 3 * x)];
            float[] mask = [.. Enumerable.Range(0, p).Select(k => (k + seed) % p < missing ? 0f : 1)];
            (double[] mean, double[] covariance) = Posterior(lead, y, mask);
            for (int k = 0; k < p; k++)
                y[k] = mask[k] == 0 ? float.NaN : y[k];
            units.Set(y, mask, new float[p]);
            double[] estimate = new double[2], std = [Math.Sqrt(covariance[0]), Math.Sqrt(covariance[3])];
            units.ToPhysical([0, 0], estimate);
            for (int i = 0; i < 2; i++)
            {
                CloseAssert.Absolute(mean[i], estimate[i], 20 * std[i] * Sampling, $"mean {i} of {seed}");
                for (int j = 0; j < 2; j++)
                {
                    double found = (units.Factor[2 * i] * units.Factor[2 * j])
                        + (units.Factor[(2 * i) + 1] * units.Factor[(2 * j) + 1]);
                    CloseAssert.Absolute(covariance[(2 * i) + j], found, 5 * std[i] * std[j] * Sampling, $"covariance {i} {j}");
                }
            }

            double determinant = (covariance[0] * covariance[3]) - (covariance[1] * covariance[2]);
            CloseAssert.Absolute(Math.Log(determinant) / 2, units.LogScale, 5 * Sampling);
        }
    }

    [Fact]
    public void A_window_with_gaps_leaves_nothing_behind_for_the_next()
    {
        ControlStandardization statistics = Estimate(3);
        int p = statistics.Observed.Length;
        float[] y = Numbers.NormalSingle(1, p), whole = [.. Enumerable.Repeat(1f, p)], gaps = [1, 0, 1, 0, 1];
        double[] expected = Window(new ControlUnits(statistics), whole);
        var units = new ControlUnits(statistics);
        double[] other = Window(units, gaps);
        Assert.NotEqual(expected, other);
        Assert.Equal(expected, Window(units, whole));

        double[] Window(ControlUnits units, float[] mask)
        {
            double[] control = [0.3, -0.2];
            units.Set(y, mask, new float[p]);
            units.Whiten(control);
            return [.. control, units.LogScale, .. units.Factor];
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Without_observations_it_is_the_prior(int lead)
    {
        ControlStandardization statistics = Estimate(lead);
        var units = new ControlUnits(statistics);
        double[] a = LinearProblem.Model.Power(BurnIn - lead), estimate = new double[2];
        double[] mean = [(a[0] * 2) - a[1], (a[2] * 2) - a[3]];
        float[] nothing = new float[statistics.Observed.Length];
        units.Set([.. nothing.Select(_ => float.NaN)], nothing, new float[nothing.Length]);
        units.ToPhysical([0, 0], estimate);
        Assert.Equal(statistics.PriorMean.ToArray(), estimate);
        CloseAssert.Absolute(mean, estimate, 4 * 1.5 / Math.Sqrt(Count));
        double variance = 2.25 * ((a[0] * a[0]) + (a[1] * a[1]));
        CloseAssert.Absolute(variance, statistics.PriorCovariance[0], 4 * variance * Sampling);
        CloseAssert.Absolute(statistics.PriorCovariance[0], Math.Pow(units.Factor[0], 2), 1e-6 * variance);
    }

    [Fact]
    public void Whitening_undoes_what_leads_to_physical_units()
    {
        ControlStandardization statistics = Estimate(3);
        var units = new ControlUnits(statistics);
        units.Set([1, 2, float.NaN, 4, 5], [1, 1, 0, 1, 1], new float[5]);
        double[] u = [0.7, -1.3], control = new double[2];
        units.ToPhysical(u, control);
        units.Whiten(control);
        CloseAssert.Absolute(u, control, 1e-12);
    }

    [Fact]
    public void Observations_are_scaled_by_what_the_prior_and_the_noise_spread_them()
    {
        const int lead = 2;
        ControlStandardization statistics = Estimate(lead);
        int p = statistics.Observed.Length;
        Assert.Equal(Enumerable.Range(0, p).Select(k => 2 * (lead + (2 * k))), statistics.Observed.ToArray());
        float[] y = Numbers.NormalSingle(4, p), scaled = new float[p];
        new ControlUnits(statistics).Set(y, [.. Enumerable.Repeat(1f, p)], scaled);
        for (int i = 0; i < p; i++)
        {
            double[] h = LinearProblem.Model.Power(BurnIn + (2 * i));
            double s = Math.Sqrt((2.25 * ((h[0] * h[0]) + (h[1] * h[1]))) + 0.49);
            CloseAssert.Absolute((y[i] - (2 * h[0]) + h[1]) / s, scaled[i], 0.03 + (3 * Sampling), $"[{i}]");
        }
    }

    [Fact]
    public void Fewer_than_two_windows_are_refused() =>
        Refuses.Argument(
            "count", () => ControlStandardization.Estimate(new ProblemGenerator(Settings), RandomKey.FromSeed(1), 1));

    private static ControlStandardization Estimate(int lead) =>
        ControlStandardization.Estimate(new ProblemGenerator(Settings.Lead(lead)), RandomKey.FromSeed(1), Count);

    /// <summary>
    /// Of the control A^{burn-in - lead} x0 given the window's observations, by the information form on x0:
    /// P = (I / s^2 + sum of h h^T / r^2)^-1, h the first row of A^{burn-in + t}.
    /// </summary>
    private static (double[] Mean, double[] Covariance) Posterior(int lead, float[] observations, float[] mask)
    {
        double s = LinearProblem.Std, r = LinearProblem.Noise;
        double p00 = 1 / (s * s), p01 = 0, p11 = p00, b0 = LinearProblem.Mean[0] * p00, b1 = LinearProblem.Mean[1] * p11;
        for (int k = 0; k < observations.Length; k++)
        {
            if (mask[k] == 0)
                continue;
            double[] h = LinearProblem.Model.Power(BurnIn + (k * LinearProblem.Every));
            p00 += h[0] * h[0] / (r * r);
            p01 += h[0] * h[1] / (r * r);
            p11 += h[1] * h[1] / (r * r);
            b0 += h[0] * observations[k] / (r * r);
            b1 += h[1] * observations[k] / (r * r);
        }

        double determinant = (p00 * p11) - (p01 * p01);
        (double c00, double c01, double c11) = (p11 / determinant, -p01 / determinant, p00 / determinant);
        double[] a = LinearProblem.Model.Power(BurnIn - lead);
        double m0 = (c00 * b0) + (c01 * b1), m1 = (c01 * b0) + (c11 * b1);
        double Covariance(int i, int j) => (a[2 * i] * ((c00 * a[2 * j]) + (c01 * a[(2 * j) + 1])))
            + (a[(2 * i) + 1] * ((c01 * a[2 * j]) + (c11 * a[(2 * j) + 1])));
        return ([(a[0] * m0) + (a[1] * m1), (a[2] * m0) + (a[3] * m1)],
            [Covariance(0, 0), Covariance(0, 1), Covariance(1, 0), Covariance(1, 1)]);
    }
}
