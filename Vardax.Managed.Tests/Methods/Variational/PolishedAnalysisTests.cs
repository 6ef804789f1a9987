using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

/// <summary>On Lorenz-63's attractor, from a guess that is no better than the best linear estimate.</summary>
public sealed class PolishedAnalysisTests
{
    private static readonly ProblemSettings Settings = AttractorControl.Settings;

    [Fact]
    public void With_steps_enough_it_reaches_the_minimum_of_4DVar_with_the_same_background()
    {
        PolishedAnalysis polished = Create(new PolishOptions { Iterations = 1000, Tolerance = 1e-6 });
        var strong = new StrongFourDVar(
            Settings, AttractorControl.Prior, starts: new MultiStart { Draws = 64, Keep = 3 }, leadSteps: AttractorControl.Lead);
        var guess = new ControlAnalysis(AttractorControl.Linear);
        int same = 0, guessed = 0;
        for (int i = 0; i < 20; i++)
        {
            AssimilationProblem problem = AttractorControl.Problem(i);
            LaplaceApproximation minimum = strong.Solve(problem);
            Assert.True(minimum.Status.IsUsable, minimum.Status.Message);
            same += Distance(polished, problem, minimum) < 1e-2 ? 1 : 0;
            guessed += Distance(guess, problem, minimum) < 1e-2 ? 1 : 0;
        }

        Assert.InRange(same, 17, 20);
        Assert.Equal(0, guessed);
    }

    [Fact]
    public void Observations_at_other_times_than_trained_are_answered_as_multi_start_4DVar_does()
    {
        PolishedAnalysis polished = Create();
        var strong = new StrongFourDVar(Settings, AttractorControl.Prior, starts: new MultiStart(), leadSteps: AttractorControl.Lead);
        int same = 0;
        for (int i = 0; i < 12; i++)
        {
            // x and y at 12 to 22 odd steps, none of which the network looks at.
            AssimilationProblem problem = AttractorControl.Problem(i);
            float[] mask = new float[problem.Mask.Length], noise = Numbers.NormalSingle(i, mask.Length);
            int[] steps = [.. Enumerable.Range(1, 50).Where(t => t % 5 != 0).OrderBy(t => noise[t]).Take(12 + (i % 11))];
            foreach (int t in steps)
                mask[3 * t] = mask[(3 * t) + 1] = 1;
            float[] y = [.. mask.Select((m, e) => m * (problem.Truth.Values[e] + (0.5f * noise[e])))];
            var irregular = new AssimilationProblem(Settings, problem.Truth, y, mask);
            (_, _, AnalysisStatus status) = Analyze(polished, irregular);
            Assert.Equal((AnalysisCode.MultiStart, true), (status.Code, status.IsUsable));
            LaplaceApproximation minimum = strong.Solve(irregular);
            // The centers: a posterior that bends has its mean elsewhere than its minimum.
            var center = new double[3];
            polished.Condition(irregular);
            polished.Center(center);
            bool isSame = Enumerable.Range(0, 3).All(c => Math.Abs(center[c] - minimum.Mean[c]) < 0.1 * minimum.StandardDeviation[c]);
            same += isSame ? 1 : 0;
            double right = Rmse.Overall([.. minimum.Mean.Select(m => (float)m)], problem.Truth.Values);
            Assert.True(isSame || right > 0.5, $"window {i}: another minimum than 4DVar's, whose RMSE is {right}");
        }

        Assert.InRange(same, 11, 12);
    }

    [Fact]
    public void It_is_more_accurate_than_the_guess_and_calibrated()
    {
        PolishedAnalysis polished = Create();
        var guess = new ControlAnalysis(AttractorControl.Linear);
        double[] after = new double[64], before = new double[64], covered = new double[64];
        for (int i = 0; i < 64; i++)
        {
            AssimilationProblem problem = AttractorControl.Problem(i);
            (float[] mean, float[] std, _) = Analyze(polished, problem);
            after[i] = Rmse.Overall(mean, problem.Truth.Values);
            covered[i] = GaussianScore.Coverage(mean, std, problem.Truth.Values, 2);
            before[i] = Rmse.Overall(Analyze(guess, problem).Mean, problem.Truth.Values);
        }

        Assert.True(after.Average() < 0.5 * before.Average(), $"{after.Average()} against {before.Average()}");
        Assert.InRange(covered.Average(), 0.85, 1);
    }

    [Fact]
    public void After_the_first_call_nothing_is_allocated()
    {
        PolishedAnalysis polished = Create();
        AssimilationProblem problem = AttractorControl.Problem(0), nonsense = Nonsense(20);
        float[] mean = new float[Settings.WindowEntries], std = new float[mean.Length], samples = new float[10 * mean.Length];
        double[] log = new double[10];
        Assert.Equal(0, Allocation.AfterWarmUp(() => polished.Analyze(problem, mean, std)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => polished.Analyze(nonsense, mean, std)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => polished.Sample(problem, RandomKey.FromSeed(1), samples)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => polished.Sample(nonsense, RandomKey.FromSeed(1), samples)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => polished.LogProb(problem, samples, log)));
    }

    [Fact]
    public void The_same_problem_has_the_same_bits_whatever_came_before_and_from_every_instance()
    {
        PolishedAnalysis first = Create(), second = Create();
        AssimilationProblem problem = AttractorControl.Problem(0);
        (float[] mean, float[] std, _) = Analyze(first, problem);
        float[] samples = Sample(first, problem);
        Analyze(first, AttractorControl.Problem(1));
        Sample(first, Nonsense(20));
        foreach (PolishedAnalysis polished in (PolishedAnalysis[])[first, second])
        {
            (float[] meanAgain, float[] stdAgain, _) = Analyze(polished, problem);
            BitwiseAssert.Equal<float>(mean, meanAgain, "mean");
            BitwiseAssert.Equal<float>(std, stdAgain, "standard deviation");
            BitwiseAssert.Equal<float>(samples, Sample(polished, problem), "samples");
        }

        Assert.NotEqual(mean, Analyze(first, AttractorControl.Problem(1)).Mean);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(1e6)]
    public void Where_nothing_explains_the_observations_the_guess_stands_and_the_status_says_so(double size)
    {
        AssimilationProblem nonsense = Nonsense(size);
        PolishedAnalysis polished = Create();
        var guess = new ControlAnalysis(AttractorControl.Linear);
        (float[] mean, float[] std, AnalysisStatus status) = Analyze(polished, nonsense);
        (float[] guessedMean, float[] guessedStd, AnalysisStatus guessedStatus) = Analyze(guess, nonsense);
        BitwiseAssert.Equal<float>(guessedMean, mean, "mean");
        BitwiseAssert.Equal<float>(guessedStd, std, "standard deviation");
        BitwiseAssert.Equal<float>(Sample(guess, nonsense), Sample(polished, nonsense), "samples");
        double[] log = new double[4], guessedLog = new double[4];
        polished.LogProb(nonsense, Sample(polished, nonsense), log);
        guess.LogProb(nonsense, Sample(guess, nonsense), guessedLog);
        BitwiseAssert.Equal<double>(guessedLog, log, "log density");

        Assert.Equal(guessedStatus.IsUsable, status.IsUsable);
        if (status.IsUsable)
        {
            Assert.Equal(AnalysisCode.NotPolished, status.Code);
            Assert.Contains("not polished", status.Message, StringComparison.Ordinal);
        }
        else
            Assert.Equal(guessedStatus, status);
        Assert.True(status.IsUsable || size > 100);
        Assert.Equal(AnalysisStatus.Ok, Analyze(polished, AttractorControl.Problem(0)).Status);
    }

    [Fact]
    public void A_misfit_allowed_for_is_polished()
    {
        PolishedAnalysis tolerant = Create(new PolishOptions { LargestMisfit = 1e9 });
        AnalysisStatus status = Analyze(tolerant, Nonsense(20)).Status;
        Assert.True(status.IsUsable);
        Assert.NotEqual(AnalysisCode.NotPolished, status.Code);
    }

    [Fact]
    public void Without_observations_the_posterior_is_the_background()
    {
        AssimilationProblem problem = AttractorControl.Problem(0);
        var unseen = new AssimilationProblem(Settings, problem.Truth, problem.Observations, new float[problem.Mask.Length]);
        (float[] mean, float[] std, AnalysisStatus status) = Analyze(Create(), unseen);
        Assert.Equal((AnalysisCode.MultiStart, true), (status.Code, status.IsUsable));
        double[] center = [.. AttractorControl.Prior.Mean];
        (double[] window, double[] deviations) = CentralDifferences.Window(
            Settings, AttractorControl.Lead, center, AttractorControl.Prior.Covariance.Root());
        for (int e = 0; e < mean.Length; e++)
        {
            CloseAssert.Absolute(window[e], mean[e], 1e-5 * (1 + Math.Abs(window[e])), $"mean {e}");
            CloseAssert.Relative(deviations[e], std[e], 1e-4, $"standard deviation {e}");
        }
    }

    /// <summary>
    /// A weak observation of the first state alone: the posterior bends over the window, and importance sampling with many draws from the
    /// prior, the exact answer, says where it lies. Laplace's moments are far from it.
    /// </summary>
    [Fact]
    public void Moments_of_a_posterior_that_bends_are_those_of_the_exact_one()
    {
        var settings = new ProblemSettings
        {
            Model = Settings.Model, Initial = InitialDistribution.Normal([2, 3, 20], 1), BurnInSteps = 0, WindowSteps = 30, TotalSteps = 30,
            Observing = ObservingSystem.OfComponents(Settings.Model, noise: 2, every: 10, components: [0]),
        };
        var background = PolishBackground.Estimate(settings, RandomKey.FromSeed(1));
        var network = ControlDensity.Create(settings, AttractorControl.Config,
            ControlStandardization.Estimate(new ProblemGenerator(settings), RandomKey.FromSeed(2), 2000), RandomKey.FromSeed(3));
        AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(4));
        int entries = settings.WindowEntries;
        float[] mean = new float[entries], std = new float[entries], drawnMean = new float[entries], drawnStd = new float[entries];
        var polished = new PolishedAnalysis(new ControlAnalysis(network), settings, background);
        Assert.True(polished.Analyze(problem, mean, std).IsUsable);
        var samples = new float[4000 * entries];
        Assert.True(polished.Sample(RandomKey.FromSeed(5), samples).IsUsable);
        SampleStatistics.MeanAndStd(samples, drawnMean, drawnStd);
        OracleResult exact = new ImportanceSamplingOracle(new ProblemGenerator(settings), RandomKey.FromSeed(6), 200_000).Analyze(problem);
        LaplaceApproximation laplace = new StrongFourDVar(settings, background.State, starts: new MultiStart()).Solve(problem);
        double Worst(Func<int, double> m, Func<int, double> s) => Enumerable.Range(0, entries).Max(e => Math.Max(
            Math.Abs(m(e) - exact.Mean[e]), Math.Abs(s(e) - exact.StandardDeviation[e])) / exact.StandardDeviation[e]);
        // 512 draws: a standard error of 0.044 and more where weights differ.
        Assert.InRange(Worst(e => mean[e], e => std[e]), 0, 0.25);
        Assert.InRange(Worst(e => drawnMean[e], e => drawnStd[e]), 0, 0.25);
        Assert.True(Worst(e => laplace.Mean[e], e => laplace.StandardDeviation[e]) > 0.35);
    }

    [Fact]
    public void A_posterior_that_bends_is_usable_if_a_component_is_fixed_at_the_start()
    {
        var settings = new ProblemSettings
        {
            Model = Settings.Model, Initial = new InitialDistribution(new NormalPrior(2, 1), new NormalPrior(3, 1), new FixedPrior(20)),
            BurnInSteps = 0, WindowSteps = 30, TotalSteps = 30,
            Observing = ObservingSystem.OfComponents(Settings.Model, noise: 2, every: 10, components: [0]),
        };
        var network = ControlDensity.Create(settings, AttractorControl.Config,
            ControlStandardization.Estimate(new ProblemGenerator(settings), RandomKey.FromSeed(2), 2000), RandomKey.FromSeed(3));
        var background = PolishBackground.Estimate(settings, RandomKey.FromSeed(1));
        var polished = new PolishedAnalysis(new ControlAnalysis(network), settings, background);
        int bent = 0;
        for (int i = 0; i < 8; i++)
        {
            AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(4).Child((ulong)i));
            float[] mean = new float[settings.WindowEntries], std = new float[mean.Length];
            AnalysisStatus status = polished.Analyze(problem, mean, std);
            Assert.True(status.IsUsable, status.Message);
            Assert.Equal(20, mean[2]);
            Assert.InRange(std[2], 1e-9, 1e-3);
            LaplaceApproximation laplace = new StrongFourDVar(settings, background.State, starts: new MultiStart()).Solve(problem);
            bent += Enumerable.Range(3, mean.Length - 3).Max(e => Math.Abs(mean[e] - laplace.Mean[e]) / std[e]) > 0.1 ? 1 : 0;
        }

        Assert.InRange(bent, 1, 8);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Refuses.Argument("Iterations", () => Create(new PolishOptions { Iterations = 0 }));
        foreach (double bad in (double[])[0, -1, double.NaN])
        {
            Refuses.Argument("Tolerance", () => Create(new PolishOptions { Tolerance = bad }));
            Refuses.Argument("LargestMisfit", () => Create(new PolishOptions { LargestMisfit = bad }));
        }
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        var guess = new ControlAnalysis(AttractorControl.Linear);
        PolishBackground background = AttractorControl.Background;
        Refuses.Argument("guess", () => new PolishedAnalysis(null!, Settings, background));
        Refuses.Argument("settings", () => new PolishedAnalysis(guess, null!, background));
        Refuses.Argument("background", () => new PolishedAnalysis(guess, Settings, null!));
        var flat = new PolishBackground(new Gaussian(new double[3], new LowRankCovariance(3, 1, [1, 1, 1])), 0);
        Refuses.Argument("background", () => new PolishedAnalysis(guess, Settings, flat));
    }

    [Fact]
    public void Buffers_and_problems_of_another_size_are_refused()
    {
        PolishedAnalysis polished = Create();
        AssimilationProblem problem = AttractorControl.Problem(0);
        int entries = Settings.WindowEntries;
        Refuses.Argument("mean", () => polished.Analyze(problem, new float[entries - 1], new float[entries]));
        Refuses.Argument("standardDeviation", () => polished.Analyze(problem, new float[entries], new float[entries + 1]));
        Refuses.Argument("samples", () => polished.Sample(problem, RandomKey.FromSeed(0), new float[entries + 1]));
        Refuses.Argument("windows", () => polished.LogProb(problem, new float[entries], new double[2]));
        AssimilationProblem shorter = new ProblemGenerator(Settings with { WindowSteps = 40 }).Generate(RandomKey.FromSeed(0));
        Refuses.Argument("problem", () => polished.Analyze(shorter, new float[entries], new float[entries]));
    }

    [Fact]
    public void The_background_s_lead_in_is_cut_to_the_burn_in()
    {
        ProblemSettings settings = SmallPosterior.Settings with { BurnInSteps = 3 };
        Assert.Equal(3, PolishBackground.Estimate(settings, RandomKey.FromSeed(0)).LeadSteps);
        Assert.Equal(2, PolishBackground.Estimate(settings, RandomKey.FromSeed(0), 2).LeadSteps);
        Refuses.Argument("leadSteps", () => PolishBackground.Estimate(settings, RandomKey.FromSeed(0), -1));
    }

    [Fact]
    public void The_background_is_the_prior_that_the_networks_units_have_of_that_state()
    {
        ProblemSettings settings = Settings with { BurnInSteps = 40, WindowSteps = 4, TotalSteps = 4 };
        Gaussian state = PolishBackground.Estimate(settings, RandomKey.FromSeed(1), 3).State;
        var units = ControlStandardization.Estimate(new ProblemGenerator(settings.Lead(3)), RandomKey.FromSeed(1));
        Assert.Equal(units.PriorMean.ToArray(), state.Mean);
        Assert.Equal(units.PriorCovariance.ToArray(), state.Covariance.ToMatrix());
    }

    private static PolishedAnalysis Create(PolishOptions? options = null) =>
        new(new ControlAnalysis(AttractorControl.Linear), Settings, AttractorControl.Background, options);

    /// <summary>Observations of alternating sign, which no trajectory comes near.</summary>
    private static AssimilationProblem Nonsense(double size)
    {
        AssimilationProblem problem = AttractorControl.Problem(0);
        int sign = 1;
        float[] observations = [.. problem.Mask.Select(m => m == 0 ? 0f : (float)(size * (sign = -sign)))];
        return new AssimilationProblem(Settings, problem.Truth, observations, problem.Mask);
    }

    private static (float[] Mean, float[] Std, AnalysisStatus Status) Analyze(IAnalysis analysis, AssimilationProblem problem)
    {
        float[] mean = new float[Settings.WindowEntries], std = new float[mean.Length];
        AnalysisStatus status = analysis.Analyze(problem, mean, std);
        return (mean, std, status);
    }

    private static float[] Sample(IPosterior posterior, AssimilationProblem problem)
    {
        var samples = new float[4 * Settings.WindowEntries];
        posterior.Sample(problem, RandomKey.FromSeed(2), samples);
        return samples;
    }

    /// <summary>The largest distance between means, or between standard deviations, in posterior standard deviations.</summary>
    private static double Distance(IAnalysis analysis, AssimilationProblem problem, LaplaceApproximation exact)
    {
        (float[] mean, float[] std, _) = Analyze(analysis, problem);
        return Enumerable.Range(0, mean.Length).Max(e =>
            Math.Max(Math.Abs(mean[e] - exact.Mean[e]), Math.Abs(std[e] - exact.StandardDeviation[e]))
            / exact.StandardDeviation[e]);
    }
}
