using Vardax.Managed.Experiments;
using Vardax.Managed.InitialState;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Models;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Particles;

public sealed class CertifierTests
{
    private const int Draws = 4000;

    private static readonly AssimilationProblem Problem = new ProblemGenerator(LinearProblem.Settings).Generate(RandomKey.FromSeed(4));

    private static Certificate Certify(double scale) =>
        new Certifier(LinearProblem.Settings, Draws).Certify(new ScaledPosterior(scale), Problem, RandomKey.FromSeed(1));

    [Fact]
    public void Draws_from_the_exact_posterior_weigh_the_same()
    {
        Certificate exact = Certify(1);
        Assert.True(exact.IsTrusted, exact.Fault);
        // What single precision leaves of equal weights.
        Assert.InRange(exact.EffectiveSampleSize, Draws - 0.01, Draws + 0.01);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1.3)]
    public void Weighted_results_are_the_closed_form_s(double scale)
    {
        Certificate found = Certify(scale);
        Assert.True(found.IsTrusted, found.Fault);
        (double[] mean, double[] std) = LinearProblem.Posterior(Problem.Observations, Problem.Mask);
        double error = 4 / Math.Sqrt(found.EffectiveSampleSize);
        for (int e = 0; e < mean.Length; e++)
        {
            Assert.Equal(mean[e], found.Mean[e], error * std[e]);
            Assert.InRange(found.StandardDeviation[e] / std[e], 1 - error, 1 + error);
            Assert.Equal(mean[e], found.Quantiles[mean.Length + e], 1.5 * error * std[e]);
            Assert.Equal(mean[e] - (1.6449 * std[e]), found.Quantiles[e], 2.5 * error * std[e]);
            Assert.Equal(mean[e] + (1.6449 * std[e]), found.Quantiles[(2 * mean.Length) + e], 2.5 * error * std[e]);
        }
    }

    [Fact]
    public void A_posterior_that_is_too_narrow_is_noticed()
    {
        // Of normal weights with standard deviations 0.7 of the exact ones k is 1 - 0.7^2; of wider ones it is below 0.
        Certificate narrow = Certify(0.7), wide = Certify(1.3), tiny = Certify(0.3), elsewhere = Certify(0.01);
        Assert.InRange(narrow.K, 0.4, 0.75);
        Assert.InRange(narrow.EffectiveSampleSize, 1, 0.8 * Draws);
        Assert.True(wide.K < 0.1 && wide.EffectiveSampleSize > 0.8 * Draws);
        Assert.Equal((narrow.K, wide.K), (narrow.PosteriorK, wide.PosteriorK));
        Assert.True(tiny.PosteriorK > tiny.LargestK && elsewhere.PosteriorK > elsewhere.LargestK, $"{tiny.PosteriorK}, {elsewhere.PosteriorK}");
        Assert.False(elsewhere.IsTrusted);
        Assert.StartsWith("the Pareto shape of the weights is ", elsewhere.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.2)]
    public void Heavier_tails_find_what_a_posterior_that_is_too_narrow_leaves_out(double scale)
    {
        Certificate found = Certify(scale);
        Assert.True(found.PosteriorK > found.LargestK && found.IsTrusted, $"{found.PosteriorK}, {found.K}, {found.Fault}");
        (double[] mean, double[] std) = LinearProblem.Posterior(Problem.Observations, Problem.Mask);
        double error = 4 / Math.Sqrt(found.EffectiveSampleSize);
        for (int e = 0; e < mean.Length; e++)
        {
            Assert.Equal(mean[e], found.Mean[e], error * std[e]);
            Assert.InRange(found.StandardDeviation[e] / std[e], 1 - error, 1 + error);
        }
    }

    [Fact]
    public void Kernels_have_the_moments_of_their_draws_and_the_density_that_they_are_drawn_from()
    {
        const int N = 2, Count = 40_000;
        double[] draws = Numbers.Normal(3, 1000 * N), weights = [.. Enumerable.Repeat(1e-3, 1000)], draw = new double[N];
        var kernels = new StudentKernels(N);
        Assert.True(kernels.Fit(draws, weights));
        double inside = 0, integral = 0;
        for (int i = 0; i < Count; i++)
        {
            kernels.Draw(i, RandomKey.FromSeed(7).Child((ulong)i), draw);
            inside += Math.Abs(draw[0]) < 2 && Math.Abs(draw[1]) < 1 ? 1.0 / Count : 0;
        }

        for (int i = 0; i < 200 * 100; i++)
            integral += Math.Exp(kernels.LogDensity([-2 + ((i % 200) + 0.5) / 50, -1 + ((i / 200) + 0.5) / 50])) / 2500;
        Assert.Equal(integral, inside, 4 * Math.Sqrt(inside * (1 - inside) / Count));
        Assert.False(kernels.Fit(new double[2000], weights));
    }

    [Fact]
    public void A_background_of_the_window_takes_the_place_of_the_prior()
    {
        // The prior as a background is the prior; half as wide, the exact posterior is another one.
        var initial = LinearProblem.Settings.Initial;
        ObservedWindow window = new(LinearProblem.Settings, Problem.Observations, Problem.Mask) { Background = WindowBackground.Of(initial.OfCoordinates()) };
        var certifier = new Certifier(LinearProblem.Settings, Draws);
        Certificate same = certifier.Certify(new ScaledPosterior(1), window, RandomKey.FromSeed(1));
        Assert.InRange(same.EffectiveSampleSize, Draws - 0.01, Draws + 0.01);
        window.Background.Covariance[0] /= 100;
        window.Background.Covariance[3] /= 100;
        Certificate other = certifier.Certify(new ScaledPosterior(1), window, RandomKey.FromSeed(1));
        Assert.InRange(other.EffectiveSampleSize, 1, 0.9 * Draws);
    }

    [Fact]
    public void An_analysis_that_is_not_usable_has_no_certificate()
    {
        Certificate none = new Certifier(LinearProblem.Settings, Draws).Certify(new ScaledPosterior(1, -1e9), Problem, RandomKey.FromSeed(1));
        Assert.Equal("the posterior is not usable: none", none.Fault);
        Assert.Equal(0, none.EffectiveSampleSize);
        Assert.True(float.IsNaN(none.Mean[0]));
    }

    [Fact]
    public void A_start_after_a_burn_in_has_no_density()
    {
        string? reason = Certifier.WhyNot(Presets.Attractor());
        Assert.StartsWith("Lorenz-63 has a burn-in of 2000 steps", reason, StringComparison.Ordinal);
        Refuses.Argument("settings", () => new Certifier(Presets.Attractor()));
        Assert.Null(Certifier.WhyNot(LinearProblem.Settings));
    }

    [Fact]
    public void Priors_and_errors_have_their_own_densities()
    {
        var initial = new InitialDistribution(new NormalPrior(1, 2), new LogNormalPrior(0.5, 0.8), new UniformPrior(-1, 3), new FixedPrior(7));
        double[] state = [0.3, 2.5, 0.4, 7];
        double expected = LogNormal((0.3 - 1) / 2, 2) + LogNormal((Math.Log(2.5) - 0.5) / 0.8, 0.8) - Math.Log(2.5) - Math.Log(4);
        Assert.Equal(expected, initial.LogDensity(state, new double[3]), 1e-12);
        Assert.True(double.IsNaN(initial.LogDensity([0.3, -1, 0.4, 7], new double[3])));
        Assert.Equal(-0.5, new NormalError(2).LogDensity(2), 1e-15);
        Assert.Equal(-2.5 * Math.Log(1 + (9.0 / 4)), new StudentError(0.5, 4).LogDensity(1.5), 1e-12);

        static double LogNormal(double z, double std) => (-((z * z) + Math.Log(Math.Tau)) / 2) - Math.Log(std);
    }

    [Fact]
    public void A_nonlinear_system_s_weighted_results_are_those_of_its_prior_weighted_by_likelihood()
    {
        ProblemSettings settings = SystemCase.GrowthSettings;
        AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(8));
        Certificate found = new Certifier(settings, Draws).Certify(
            (IInitialStatePosterior)SystemCase.Growth.Polished(), problem, RandomKey.FromSeed(2));
        Assert.True(found.IsTrusted, found.Fault);
        // r, x and y at the start: draws from the prior, weighted by the likelihood, in double precision.
        const int Count = 400_000;
        int entries = settings.WindowEntries;
        var windows = new float[1000 * entries];
        var generator = new ProblemGenerator(settings with { TotalSteps = settings.WindowSteps });
        var scratch = new float[generator.ScratchSize(1000)];
        var values = new float[2];
        double sum = 0, first = 0, second = 0, x = 0;
        for (int block = 0; block < Count / 1000; block++)
        {
            generator.GenerateTruths(RandomKey.FromSeed(9), (ulong)block * 1000, 1000, windows, scratch);
            for (int i = 0; i < 1000; i++)
            {
                ReadOnlySpan<float> window = windows.AsSpan(i * entries, entries);
                double log = 0;
                for (int e = 0; e < problem.Mask.Length; e++)
                {
                    if (problem.Mask[e] == 0)
                        continue;
                    double seen = e % 2 == 0 ? Math.Log(2 * window[e / 2 * 4]) : window[(e / 2 * 4) + 1];
                    log -= Math.Pow((problem.Observations[e] - seen) / (e % 2 == 0 ? 0.1 : 0.2), 2) / 2;
                }

                double weight = Math.Exp(log);
                sum += weight;
                x += weight * window[0];
                first += weight * window[2];
                second += weight * window[2] * window[2];
            }
        }

        double mean = first / sum, std = Math.Sqrt((second / sum) - (mean * mean));
        Assert.Equal(mean, found.UnknownMean[0], 0.15 * std);
        Assert.InRange(found.UnknownStandardDeviation[0] / std, 0.88, 1.12);
        Assert.Equal(x / sum, found.Mean[0], 0.15 * found.StandardDeviation[0]);
    }

    [Fact]
    public void A_certificate_has_the_same_bits_again_and_allocates_nothing()
    {
        ProblemSettings settings = SystemCase.GrowthSettings;
        AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(12));
        var certifier = new Certifier(settings, 500);
        Certificate first = certifier.CreateCertificate(), second = certifier.CreateCertificate();
        var posterior = (IInitialStatePosterior)SystemCase.Growth.Polished();
        certifier.Certify(posterior, problem, RandomKey.FromSeed(3), first);
        Assert.Equal(0, Allocation.AfterWarmUp(() => certifier.Certify(posterior, problem, RandomKey.FromSeed(3), second)));
        BitwiseAssert.Equal<float>(first.Mean, second.Mean, "mean");
        Assert.Equal(first.K, second.K);
    }

    [Fact]
    public void Weighted_quantiles_of_equal_weights_are_the_values_midpoints()
    {
        float[] values = [1, 2, 4, 8];
        double[] weights = [0.25, 0.25, 0.25, 0.25];
        Assert.Equal(3, WeightedStatistics.Quantile(values, weights, 0.5), 1e-12);
        Assert.Equal(1, WeightedStatistics.Quantile(values, weights, 0.05));
        Assert.Equal(8, WeightedStatistics.Quantile(values, weights, 0.95));
        // Half of all weight on the third: the middle value stands there.
        Assert.Equal(4, WeightedStatistics.Quantile(values, [0.125, 0.125, 0.5, 0.25], 0.5), 1e-12);
        (double mean, double variance) = Reduction.WeightedMoments([0.25, 0.75], [1, 3]);
        double std = Math.Sqrt(variance);
        Assert.Equal((2.5, Math.Sqrt(0.75)), (mean, std));
    }
}
