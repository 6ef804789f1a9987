using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

/// <summary>Where the model is linear, the polished posterior has a closed form, whatever the guess.</summary>
public sealed class PolishedLinearTests
{
    [Theory]
    [InlineData(2, 0, 0)]
    [InlineData(3, 2, 0)]
    [InlineData(3, 2, 1)]
    [InlineData(3, 2, 2)]
    [InlineData(5, 0, 0)]
    [InlineData(5, 2, 2)]
    public void Mean_and_standard_deviations_are_the_closed_form_whatever_the_guess(int n, int burnIn, int lead)
    {
        for (int guess = 0; guess < 3; guess++)
        {
            var linear = new LinearControl(n, burnIn, lead, guess);
            PolishedAnalysis polished = linear.Polished;
            Assert.InRange(linear.Error(polished), 0, 1e-4);
            // A wrong error of the observations is seen, and so is the guess itself.
            Assert.True(linear.Error(polished, scaleR: 1.5) > 1e-2);
            Assert.True(linear.Error(new ControlAnalysis(linear.Guess)) > 1e-2);
        }
    }

    [Theory]
    [InlineData(2, 0, 0)]
    [InlineData(3, 2, 2)]
    public void Samples_have_the_closed_form_s_mean_and_covariance_over_the_whole_window(int n, int burnIn, int lead)
    {
        var linear = new LinearControl(n, burnIn, lead);
        var samples = new float[4000 * linear.Settings.WindowEntries];
        Assert.True(linear.Polished
            .Sample(linear.Problem, RandomKey.FromSeed(1), samples).IsUsable);
        (double[] mean, double[] covariance) = linear.Posterior();
        MultivariateNormal.HasMoments(samples, mean, covariance);
        Assert.True(MultivariateNormal.LargestError(samples, mean, [.. covariance.Select(c => 1.2 * c)]) > 5);
    }

    [Theory]
    [InlineData(2, 0, 0)]
    [InlineData(5, 2, 2)]
    [InlineData(3, 2, 2)]
    public void The_log_density_is_the_closed_form_s_of_the_first_state(int n, int burnIn, int lead)
    {
        var linear = new LinearControl(n, burnIn, lead);
        PolishedAnalysis polished = linear.Polished;
        int entries = linear.Settings.WindowEntries;
        var samples = new float[20 * entries];
        polished.Sample(linear.Problem, RandomKey.FromSeed(1), samples);
        var log = new double[20];
        polished.LogProb(linear.Problem, samples, log);
        (double[] mean, double[] covariance) = linear.FirstState();
        for (int i = 0; i < 20; i++)
        {
            double[] first = [.. samples.AsSpan(i * entries, n).ToArray().Select(x => (double)x)];
            CloseAssert.Absolute(MultivariateNormal.LogDensity(first, mean, covariance), log[i], 1e-4, $"sample {i}");
        }

        Assert.True(log.Max() - log.Min() > 0.5);
    }
}
