using Vardax.Managed.Assimilation;
using Vardax.Managed.Inference;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Inference;

public sealed class ControlStandardizationTests
{
    private const int Count = 20_000, BurnIn = 4;
    private static readonly ProblemSettings Settings = LinearProblem.Settings with { BurnInSteps = BurnIn };
    private static readonly double Sampling = Math.Sqrt(2.0 / Count);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void On_a_linear_Gaussian_problem_it_is_the_exact_posterior_within_sampling_error(int lead)
    {
        ControlStandardization units = Estimate(lead);
        float[] mask = [.. Enumerable.Repeat(1f, units.Observed.Length)];
        for (int seed = 0; seed < 10; seed++)
        {
            float[] y = [.. Numbers.NormalSingle(seed, mask.Length).Select(x => 3 * x)];
            (double[] mean, double[] covariance) = Posterior(lead, y);
            var estimate = new double[2];
            units.Estimate(y, mask, estimate);
            double[] std = [Math.Sqrt(covariance[0]), Math.Sqrt(covariance[3])];
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

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Without_observations_it_is_the_prior(int lead)
    {
        ControlStandardization units = Estimate(lead);
        double[] a = LinearProblem.Model.Power(BurnIn - lead), estimate = new double[2];
        double[] mean = [(a[0] * 2) - a[1], (a[2] * 2) - a[3]];
        float[] nothing = new float[units.Observed.Length];
        units.Estimate([.. nothing.Select(_ => float.NaN)], nothing, estimate);
        Assert.Equal(units.PriorMean.ToArray(), estimate);
        CloseAssert.Absolute(mean, estimate, 4 * 1.5 / Math.Sqrt(Count));
        double variance = 2.25 * ((a[0] * a[0]) + (a[1] * a[1]));
        CloseAssert.Absolute(variance, units.PriorCovariance[0], 4 * variance * Sampling);
    }

    [Fact]
    public void Whitening_takes_out_the_factor()
    {
        ControlStandardization units = Estimate(3);
        double[] u = [0.7, -1.3], departure = [units.Factor[0] * u[0], (units.Factor[2] * u[0]) + (units.Factor[3] * u[1])];
        Assert.Equal(0, units.Factor[1]);
        units.Whiten(departure);
        CloseAssert.Absolute(u, departure, 1e-12);
    }

    [Fact]
    public void Observations_are_scaled_by_what_the_prior_and_the_noise_spread_them()
    {
        const int lead = 2;
        ControlStandardization units = Estimate(lead);
        int p = units.Observed.Length;
        Assert.Equal(Enumerable.Range(0, p).Select(k => 2 * (lead + (2 * k))), units.Observed.ToArray());
        float[] y = Numbers.NormalSingle(4, 2 * p), mask = [.. y.Select((_, i) => i % 4 == 3 ? 0f : 1)];
        var scaled = new float[2 * p];
        y[3] = float.NaN;
        units.StandardizeObservations(y, mask, scaled);
        for (int i = 0; i < 2 * p; i++)
        {
            double[] h = LinearProblem.Model.Power(BurnIn + (2 * (i % p)));
            double s = Math.Sqrt((2.25 * ((h[0] * h[0]) + (h[1] * h[1]))) + 0.49);
            CloseAssert.Absolute(mask[i] == 0 ? 0 : (y[i] - (2 * h[0]) + h[1]) / s, scaled[i], 0.03 + (3 * Sampling), $"[{i}]");
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
    private static (double[] Mean, double[] Covariance) Posterior(int lead, float[] observations)
    {
        double s = Settings.InitialStd, r = Settings.ObsNoise;
        double p00 = 1 / (s * s), p01 = 0, p11 = p00, b0 = Settings.InitialMean[0] * p00, b1 = Settings.InitialMean[1] * p11;
        for (int k = 0; k < observations.Length; k++)
        {
            double[] h = LinearProblem.Model.Power(BurnIn + (k * Settings.ObsEvery));
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
