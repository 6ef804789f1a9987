using Vardax.Managed.Assimilation;
using Vardax.Managed.InitialState;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Networks;

public sealed class ControlAnalysisTests
{
    private static readonly ProblemSettings Settings = AttractorControl.Settings;

    private static readonly AssimilationProblem Problem = AttractorControl.Problem(0);

    private static readonly ControlDensity Flow = AttractorControl.CreateFlow();

    private static readonly ControlDensity Random = AttractorControl.Create(zeroOutputs: false);

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 2)]
    [InlineData(5, 0)]
    public void With_a_linear_model_and_outputs_of_zero_it_is_the_closed_form(int n, int burnIn)
    {
        var linear = new LinearControl(n, burnIn, 0, zeroOutputs: true);
        var analysis = new ControlAnalysis(linear.Guess);
        Assert.InRange(linear.Error(analysis), 0, 1e-3);
        Assert.True(linear.Error(analysis, scaleR: 1.5) > 1e-2);
        var samples = new float[4000 * linear.Settings.WindowEntries];
        analysis.Sample(linear.Problem, RandomKey.FromSeed(1), samples);
        (double[] mean, double[] covariance) = linear.Posterior();
        MultivariateNormal.HasMoments(samples, mean, covariance);
    }

    [Fact]
    public void The_mean_is_the_model_s_run_and_the_spread_that_of_finite_differences()
    {
        ControlDensity posterior = AttractorControl.Create(zeroOutputs: false);
        (double[] control, double[] root) = Control(posterior, Problem);
        (double[] window, double[] deviations) = CentralDifferences.Window(Settings, 0, control, root);
        (float[] mean, float[] std) = Analyze(new ControlAnalysis(posterior));
        for (int e = 0; e < mean.Length; e++)
        {
            CloseAssert.Absolute(window[e], mean[e], 1e-5 * (1 + Math.Abs(window[e])), $"mean {e}");
            CloseAssert.Relative(deviations[e], std[e], 1e-4, $"standard deviation {e}");
        }

        // Random outputs are no best linear estimate.
        Assert.NotEqual(mean, Analyze(new ControlAnalysis(AttractorControl.Create(zeroOutputs: true))).Mean);
    }

    [Fact]
    public void A_sample_is_a_trajectory_of_the_model()
    {
        var samples = new float[20 * Settings.WindowEntries];
        var analysis = new ControlAnalysis(AttractorControl.Create(zeroOutputs: false));
        Assert.Equal(AnalysisStatus.Ok, analysis.Sample(Problem, RandomKey.FromSeed(1), samples));
        double[] next = new double[3];
        for (int at = 0; at + 3 < samples.Length; at += 3)
        {
            if ((at + 3) % Settings.WindowEntries == 0)
                continue;
            Settings.Model.DoublePrecision.Integrate([samples[at], samples[at + 1], samples[at + 2]], Settings.Dt, next);
            for (int c = 0; c < 3; c++)
                CloseAssert.Absolute(next[c], samples[at + 3 + c], 1e-5 * (1 + Math.Abs(next[c])), $"entry {at + c}");
        }
    }

    [Fact]
    public void First_states_of_samples_have_the_control_s_moments()
    {
        const int count = 4000;
        var samples = new float[count * Settings.WindowEntries];
        new ControlAnalysis(Random).Sample(Problem, RandomKey.FromSeed(1), samples);
        (double[] mean, double[] root) = Control(Random, Problem);
        float[] first = FirstStates(samples);
        MultivariateNormal.HasMoments(first, mean, Covariance(root));
        Assert.True(MultivariateNormal.LargestError(first, mean, [.. Covariance(root).Select(c => 1.2 * c)]) > 5);
    }

    [Fact]
    public void The_log_density_is_the_normal_one_of_the_first_state()
    {
        var analysis = new ControlAnalysis(Random);
        (double[] mean, double[] root) = Control(Random, Problem);
        (float[] windows, double[] log) = Densities(analysis);
        HasLogDensity(windows, log, mean, Covariance(root));
        double[] atMean = new double[1];
        analysis.LogProb(Problem, Analyze(analysis).Mean, atMean);
        Assert.True(atMean[0] > log.Max());
        CloseAssert.Absolute(MultivariateNormal.LogDensity(mean, mean, Covariance(root)), atMean[0], 1e-5);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.5)]
    public void Recalibration_by_one_factor_scales_the_standard_deviations_the_density_and_the_samples(double s)
    {
        var scaled = new Recalibration([.. Enumerable.Repeat(new NormalMixture(s), 3)]);
        ControlAnalysis plain = new(Random), recalibrated = new(Random, scaled);
        (float[] mean, float[] std) = Analyze(plain);
        (float[] meanScaled, float[] stdScaled) = Analyze(recalibrated);
        for (int e = 0; e < mean.Length; e++)
        {
            CloseAssert.Absolute(mean[e], meanScaled[e], 1e-6 * (1 + Math.Abs(mean[e])), $"mean {e}");
            CloseAssert.Relative(s * std[e], stdScaled[e], 1e-5, $"standard deviation {e}");
        }

        (double[] control, double[] root) = Control(Random, Problem);
        double[] covariance = [.. Covariance(root).Select(c => s * s * c)];
        (float[] windows, double[] log) = Densities(recalibrated);
        HasLogDensity(windows, log, control, covariance);
        var samples = new float[4000 * Settings.WindowEntries];
        recalibrated.Sample(Problem, RandomKey.FromSeed(1), samples);
        MultivariateNormal.HasMoments(FirstStates(samples), control, covariance);
    }

    [Fact]
    public void A_flow_recalibrated_by_unit_normals_is_itself()
    {
        ControlDensity flow = AttractorControl.CreateFlow();
        ControlAnalysis plain = new(flow), same = new(flow, new Recalibration([.. Enumerable.Repeat(NormalMixture.Normal, 3)]));
        (float[] windows, double[] log) = Densities(same);
        double[] expected = new double[log.Length];
        plain.LogProb(Problem, windows, expected);
        CloseAssert.Absolute(expected, log, 1e-9);
    }

    [Fact]
    public void Draws_of_a_recalibrated_flow_have_its_density()
    {
        // E of p / q over draws of q is 1 for every density p, here the flow's own; its variance is small where q has the heavier
        // tails.
        const int count = 4000;
        ControlDensity flow = AttractorControl.CreateFlow();
        NormalMixture wide = new([new(0.4, 0, 1.1), new(0.6, 0, 1.5)]);
        ControlAnalysis plain = new(flow), recalibrated = new(flow, new Recalibration([wide, wide, wide]));
        double Mean(ControlAnalysis drawn)
        {
            float[] windows = new float[count * Settings.WindowEntries];
            Assert.Equal(AnalysisStatus.Ok, drawn.Sample(Problem, RandomKey.FromSeed(3), windows));
            double[] p = new double[count], q = new double[count];
            plain.LogProb(Problem, windows, p);
            recalibrated.LogProb(Problem, windows, q);
            return p.Zip(q, (a, b) => Math.Exp(a - b)).Average();
        }

        // Ratios go up to 2.4: their standard deviation is below 1, 5 standard errors below 0.08.
        CloseAssert.Absolute(1, Mean(recalibrated), 0.08);
        Assert.True(Math.Abs(Mean(plain) - 1) > 0.3);
    }

    [Fact]
    public void Marginals_of_a_recalibrated_flow_are_those_of_its_draws()
    {
        const int count = 4000;
        NormalMixture wide = new([new(0.4, 0, 1.1), new(0.6, 0, 2)]);
        var analysis = new ControlAnalysis(Flow, new Recalibration([wide, wide, wide]));
        (float[] mean, float[] std) = Analyze(analysis);
        float[] windows = new float[count * Settings.WindowEntries], m = new float[mean.Length], s = new float[mean.Length];
        analysis.Sample(Problem, RandomKey.FromSeed(3), windows);
        SampleStatistics.MeanAndStd(windows, m, s);
        (_, float[] plain) = Analyze(new ControlAnalysis(Flow));
        for (int e = 0; e < 3; e++)
        {
            CloseAssert.Absolute(m[e], mean[e], 5 * s[e] / Math.Sqrt(256), $"mean {e}");
            CloseAssert.Relative(s[e], std[e], 0.25, $"standard deviation {e}");
            Assert.True(std[e] > 1.05 * plain[e]);
        }
    }

    [Fact]
    public void After_the_first_call_nothing_is_allocated()
    {
        var recalibration = new Recalibration([.. Enumerable.Repeat(NormalMixture.Normal, 3)]);
        foreach (ControlAnalysis analysis in (ControlAnalysis[])
            [new(Random), new(Random, recalibration), new(Flow), new(Flow, recalibration)])
        {
            float[] mean = new float[Settings.WindowEntries], std = new float[mean.Length], samples = new float[10 * mean.Length];
            double[] log = new double[10];
            Assert.Equal(0, Allocation.AfterWarmUp(() => analysis.Analyze(Problem, mean, std)));
            Assert.Equal(0, Allocation.AfterWarmUp(() => analysis.Sample(Problem, RandomKey.FromSeed(1), samples)));
            Assert.Equal(0, Allocation.AfterWarmUp(() => analysis.LogProb(Problem, samples, log)));
        }
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        var analysis = new ControlAnalysis(Random);
        int entries = Settings.WindowEntries;
        Refuses.Argument("posterior", () => new ControlAnalysis(null!));
        Refuses.Argument("recalibration", () => new ControlAnalysis(Random, new Recalibration([NormalMixture.Normal])));
        Refuses.Argument("recalibration", () => new ControlAnalysis(Flow, new Recalibration([NormalMixture.Normal])));
        Refuses.Argument("problem", () => analysis.Analyze(null!, new float[entries], new float[entries]));
        Refuses.Argument("mean", () => analysis.Analyze(Problem, new float[entries - 1], new float[entries]));
        Refuses.Argument("samples", () => analysis.Sample(Problem, RandomKey.FromSeed(0), []));
        Refuses.Argument("windows", () => analysis.LogProb(Problem, new float[entries - 1], new double[1]));
    }

    private static (float[] Mean, float[] Std) Analyze(ControlAnalysis analysis)
    {
        float[] mean = new float[Settings.WindowEntries], std = new float[mean.Length];
        Assert.Equal(AnalysisStatus.Ok, analysis.Analyze(Problem, mean, std));
        return (mean, std);
    }

    private static (float[] Windows, double[] Log) Densities(ControlAnalysis analysis)
    {
        float[] windows = new float[20 * Settings.WindowEntries];
        analysis.Sample(Problem, RandomKey.FromSeed(2), windows);
        double[] log = new double[20];
        analysis.LogProb(Problem, windows, log);
        return (windows, log);
    }

    private static void HasLogDensity(float[] windows, double[] log, double[] mean, double[] covariance)
    {
        float[] first = FirstStates(windows);
        for (int i = 0; i < log.Length; i++)
        {
            double[] x = [first[3 * i], first[(3 * i) + 1], first[(3 * i) + 2]];
            CloseAssert.Absolute(MultivariateNormal.LogDensity(x, mean, covariance), log[i], 1e-6, $"sample {i}");
        }
    }

    private static float[] FirstStates(float[] samples) => [.. samples.Chunk(Settings.WindowEntries).SelectMany(w => w[..3])];

    private static double[] Covariance(double[] root) =>
        PlainMatrix.Multiply(root, PlainMatrix.Transpose(root, 3, 3), 3, 3, 3);

    /// <summary>l(y) + E m and E S, from the network's parts one by one.</summary>
    private static (double[] Mean, double[] Root) Control(ControlDensity posterior, AssimilationProblem problem)
    {
        float[] y = [.. posterior.ObservedEntries.Select(e => problem.Observations[e])], mask = [.. y.Select(_ => 1f)];
        float[] inputs = new float[y.Length], features = new float[posterior.Encoder.Features];
        float[] condition = new float[posterior.Head.ConditionSize];
        float[] scratch = new float[Math.Max(posterior.Encoder.ScratchPerRow, posterior.Head.ScratchSize)];
        double[] mean = new double[3], whitened = new double[3], root = new double[9];
        ReadOnlySpan<float> parameters = posterior.Parameters.Span;
        var units = new ControlUnits(posterior.Standardization);
        units.Set(y, mask, inputs);
        posterior.Encoder.Encode(parameters, inputs, mask, 1, features, scratch);
        posterior.Head.Condition(parameters, features, condition, scratch);
        posterior.Head.Linearize(parameters, condition, whitened, root, scratch);
        units.ToPhysical(whitened, mean);
        return (mean, PlainMatrix.Multiply(units.Factor.ToArray(), root, 3, 3, 3));
    }
}
