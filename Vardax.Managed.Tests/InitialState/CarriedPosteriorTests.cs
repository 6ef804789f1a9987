using Vardax.Managed.Assimilation;
using Vardax.Managed.InitialState;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.InitialState;

/// <summary>On x_{k+1} = diag(a, b) x_k with independent components, whose coordinates are the components themselves.</summary>
public sealed class CarriedPosteriorTests
{
    private const int Steps = 5;

    private static readonly double[] Mean = [3, -4], Std = [0.7, 0.2];

    [Theory]
    [InlineData(0.9, 0.3, 1)]
    [InlineData(0.3, 0.9, 0)]
    public void The_last_coordinate_is_the_direction_that_the_model_contracts_most(double a, double b, int contracted)
    {
        CarriedPosterior posterior = Create(a, b, new NormalMixture(1), new NormalMixture(2));
        int entries = 2 * (Steps + 1);
        float[] mean = new float[entries], std = new float[entries];
        posterior.Marginals(mean, std);
        double[] power = [a, b];
        for (int e = 0; e < entries; e++)
        {
            (int t, int c) = (e / 2, e % 2);
            CloseAssert.Relative(Mean[c] * Math.Pow(power[c], t), mean[e], 1e-6, $"mean {e}");
            CloseAssert.Relative((c == contracted ? 2 : 1) * Std[c] * Math.Pow(power[c], t), std[e], 1e-6, $"std {e}");
        }

        double[] z = new double[2];
        posterior.Whiten([Mean[0] + 0.5, Mean[1] + 0.3], z);
        CloseAssert.Absolute(0.5 / Std[0], Math.Abs(z[1 - contracted]), 1e-12);
        CloseAssert.Absolute(0.3 / Std[1], Math.Abs(z[contracted]), 1e-12);
    }

    [Fact]
    public void The_features_are_lengths_in_the_window_how_far_out_the_state_lies_the_state_and_how_much_is_observed()
    {
        CarriedPosterior posterior = Create(0.9, 0.3, NormalMixture.Normal, NormalMixture.Normal);
        double Length(double std, double power) =>
            std * Math.Sqrt(Enumerable.Range(0, Steps + 1).Sum(t => Math.Pow(power, 2 * t)) / (2 * (Steps + 1)));
        CloseAssert.Absolute(
            [Length(Std[0], 0.9), Length(Std[1], 0.3), Math.Abs(Mean[0]), Math.Abs(Mean[1]), .. Mean, 2, 1],
            posterior.Features.ToArray(), 1e-12);
    }

    [Fact]
    public void The_mean_and_the_spread_are_those_of_the_draws()
    {
        CarriedPosterior posterior = Create(
            0.9, 0.3, new NormalMixture([new(0.3, -1, 0.5), new(0.7, 2, 1)]), new NormalMixture([new(1, 0.5, 3)]));
        const int count = 5000, entries = 2 * (Steps + 1);
        float[] mean = new float[entries], std = new float[entries], samples = new float[count * entries];
        posterior.Marginals(mean, std);
        posterior.Sample(RandomKey.FromSeed(3), count, samples);
        float[] m = new float[entries], s = new float[entries];
        SampleStatistics.MeanAndStd(samples, m, s);
        for (int e = 0; e < entries; e++)
        {
            CloseAssert.Absolute(m[e], mean[e], 5 * s[e] / Math.Sqrt(count), $"mean {e}");
            CloseAssert.Relative(s[e], std[e], 0.05, $"std {e}");
        }

        CloseAssert.Relative(Mean[1] - (0.5 * Std[1]), mean[1], 1e-6);
    }

    [Fact]
    public void The_density_is_the_product_of_the_coordinates()
    {
        NormalMixture first = new([new(0.3, 0.2, 0.5), new(0.7, 0, 2)]), second = new([new(0.6, -0.5, 1.5), new(0.4, 0.7, 0.8)]);
        CarriedPosterior posterior = Create(0.9, 0.3, first, second);
        float[] windows = new float[4 * (Steps + 1)];
        (windows[0], windows[1]) = (3.5f, -3.75f);
        (windows[^12], windows[^11]) = (2, -4.5f);
        double[] log = new double[2];
        posterior.LogProb(windows, log);

        // Away from the origin: up from 3, down from -4.
        double volume = Math.Log(Std[0] * Std[1]);
        CloseAssert.Absolute(first.LogProb(0.5 / Std[0]) + second.LogProb(-0.25 / Std[1]) - volume, log[0], 1e-12);
        CloseAssert.Absolute(first.LogProb(-1 / Std[0]) + second.LogProb(0.5 / Std[1]) - volume, log[1], 1e-12);
    }

    [Fact]
    public void Draws_have_the_coordinates_moments()
    {
        CarriedPosterior posterior = Create(
            0.9, 0.3, new NormalMixture([new(0.3, 0, 0.5), new(0.7, 0, 2)]), new NormalMixture(3));
        const int count = 5000, entries = 2 * (Steps + 1);
        var samples = new float[count * entries];
        posterior.Sample(RandomKey.FromSeed(3), count, samples);
        double[] u = [.. Enumerable.Range(0, count).Select(i => (samples[i * entries] - Mean[0]) / Std[0])];
        double[] v = [.. Enumerable.Range(0, count).Select(i => (samples[(i * entries) + 1] - Mean[1]) / Std[1])];
        // Of variance 0.3 0.25 + 0.7 4, and fourth moment 3 (0.3 / 16 + 0.7 16).
        const double variance = 2.875, fourth = 33.65625;
        CloseAssert.Absolute(0, u.Average(), 5 * Math.Sqrt(variance / count));
        CloseAssert.Absolute(variance, u.Average(x => x * x), 5 * Math.Sqrt((fourth - (variance * variance)) / count));
        CloseAssert.Absolute(9, v.Average(x => x * x), 5 * 9 * Math.Sqrt(2.0 / count));
        double inner = u.Count(x => Math.Abs(x) < 0.5) / (double)count;
        double share = (0.3 * 0.6827) + (0.7 * ((2 * NormalDistribution.Cdf(0.25)) - 1));
        CloseAssert.Absolute(share, inner, 5 * 0.5 / Math.Sqrt(count));
    }

    [Fact]
    public void A_direction_thinner_than_single_precision_resolves_is_left_out_of_the_density()
    {
        CarriedPosterior posterior = New(0.9, 0.3, NormalMixture.Normal, NormalMixture.Normal);
        Set(posterior, [0.7, 0, 0, 1e-9], []);
        float[] window = new float[2 * (Steps + 1)];
        double[] log = new double[1];
        foreach (float v in (float[])[-4, -3.999f])
        {
            (window[0], window[1]) = (3.5f, v);
            posterior.LogProb(window, log);
            CloseAssert.Absolute(NormalMixture.Normal.LogProb(0.5 / 0.7) - Math.Log(0.7), log[0], 1e-9, $"{v}");
        }
    }

    [Fact]
    public void A_root_without_full_rank_is_no_Gaussian()
    {
        var map = new AffineMap(2);
        Assert.False(map.Set(Mean, [1, 0, 0, 0]));
        Assert.False(map.Set(Mean, [double.NaN, 0, 0, 1]));
        Assert.True(map.Set(Mean, [1, 0, 0, 1]));
    }

    [Fact]
    public void An_affine_map_is_the_normal_density()
    {
        var map = new AffineMap(2);
        Assert.True(map.Set(Mean, [0.7, 0.1, -0.3, 0.2]));
        double[] covariance = [0.5, -0.19, -0.19, 0.13], state = new double[2], z = new double[2], center = new double[2], root = new double[4];
        map.Transform([0.4, -1.2], state);
        map.Whiten(state, z);
        CloseAssert.Absolute([0.4, -1.2], z, 1e-12);
        CloseAssert.Absolute(MultivariateNormal.LogDensity(state, Mean, covariance), map.LogProb(state), 1e-12);
        Assert.True(map.Linearize(center, root));
        CloseAssert.Absolute(covariance, PlainMatrix.Multiply(root, PlainMatrix.Transpose(root, 2, 2), 2, 2, 2), 1e-12);
    }

    [Fact]
    public void A_center_that_is_not_finite_is_not_usable()
    {
        CarriedPosterior posterior = New(0.9, 0.3, NormalMixture.Normal, NormalMixture.Normal);
        var map = new AffineMap(2);
        Assert.True(map.Set([double.NaN, 0], [1, 0, 0, 1]));
        posterior.Set(map, []);
        Assert.Equal((AnalysisCode.NotFinite, false), (posterior.Status.Code, posterior.Status.IsUsable));
        Set(posterior, [1, 0, 0, 1], []);
        Assert.True(posterior.Status.IsUsable);
    }

    [Fact]
    public void A_recalibration_of_another_dimension_is_refused() =>
        Refuses.Argument("recalibration", () => New(0.9, 0.3, NormalMixture.Normal));

    private static CarriedPosterior Create(double a, double b, params NormalMixture[] coordinates)
    {
        CarriedPosterior posterior = New(a, b, coordinates);
        Set(posterior, [Std[0], 0, 0, Std[1]], [1, 0, 1, 1]);
        return posterior;
    }

    private static void Set(CarriedPosterior posterior, double[] root, float[] mask)
    {
        var map = new AffineMap(2);
        Assert.True(map.Set(Mean, root));
        posterior.Set(map, mask);
    }

    private static CarriedPosterior New(double a, double b, params NormalMixture[] coordinates) => new(
        new ProblemSettings
        {
            Model = new LinearModel(a, 0, 0, b), Initial = InitialDistribution.Normal([0, 0], 1), WindowSteps = Steps, TotalSteps = Steps,
            Observing = ObservingSystem.OfComponents(new LinearModel(a, 0, 0, b)),
        },
        new Recalibration(coordinates));
}
