using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Particles;

public sealed class ImportanceSamplingOracleTests
{
    private static readonly RandomKey Stream = RandomKey.FromSeed(1).Oracle();
    private static readonly ProblemGenerator Linear = new(LinearProblem.Settings);
    private static readonly ProblemGenerator Reference = new(Presets.Reference());

    [Fact]
    public void On_a_linear_Gaussian_problem_it_is_the_exact_posterior_within_sampling_error()
    {
        AssimilationProblem[] problems = Problems(Linear, 20);
        OracleResult[] results = new ImportanceSamplingOracle(Linear, Stream, 100_000).Analyze(problems);
        Assert.All(results, result => Assert.Equal(AnalysisStatus.Ok, result.Status));
        Assert.All(results, result => Assert.Equal(100_000, result.Draws));
        Assert.InRange(problems.Zip(results).Max(pair => WorstError(pair.First, pair.Second)), 1, 5);
    }

    [Fact]
    public void No_more_is_simulated_than_is_enough_and_the_rest_changes_nothing()
    {
        AssimilationProblem[] problems = Problems(Linear, 20);
        var oracle = new ImportanceSamplingOracle(Linear, Stream, 100_000, enough: 400);
        OracleResult[] results = oracle.Analyze(problems), all = oracle.Combine(problems, oracle.Weigh(problems, Shard.Whole));
        OracleResult[] most = new ImportanceSamplingOracle(Linear, Stream, 100_000).Analyze(problems);
        for (int p = 0; p < problems.Length; p++)
        {
            OracleResult alone = oracle.Analyze(problems[p]);
            Assert.All((OracleResult[])[alone, all[p]], other => Assert.Equal(results[p].Mean, other.Mean));
            Assert.All((OracleResult[])[alone, all[p]], other => Assert.Equal(results[p].Draws, other.Draws));
            Assert.True(results[p].EffectiveSampleSize >= 400 || results[p].Draws == 100_000);
            // As many as of all of them, but for the chance of a part.
            Assert.InRange(results[p].EffectiveSampleSize / results[p].Draws / (most[p].EffectiveSampleSize / most[p].Draws), 0.7, 1.4);
        }

        Assert.True(results.Max(r => r.Draws) > 2 * results.Min(r => r.Draws));
        Assert.InRange(problems.Zip(results).Max(pair => WorstError(pair.First, pair.Second)), 1, 5);
        Assert.InRange(problems.Zip(results).Max(pair => EvidenceError(pair.First, pair.Second)), 0.1, 5);
        Refuses.Argument("enough", () => new ImportanceSamplingOracle(Linear, Stream, enough: 49));
    }

    [Fact]
    public void A_wrong_noise_is_not_the_exact_posterior()
    {
        ProblemSettings wrong = LinearProblem.Settings.Seen(noise: 0.75);
        AssimilationProblem[] problems =
            [.. Problems(Linear, 20).Select(p => new AssimilationProblem(wrong, p.Truth, p.Observations, p.Mask))];
        OracleResult[] results = new ImportanceSamplingOracle(new ProblemGenerator(wrong), Stream, 100_000).Analyze(problems);
        Assert.True(problems.Zip(results).Max(pair => WorstError(pair.First, pair.Second)) > 5);
        Assert.True(problems.Zip(results).Max(pair => EvidenceError(pair.First, pair.Second)) > 5);
    }

    [Fact]
    public void The_evidence_is_that_of_the_Kalman_filter_within_sampling_error()
    {
        AssimilationProblem[] problems = Problems(Linear, 20);
        OracleResult[] results = new ImportanceSamplingOracle(Linear, Stream, 100_000).Analyze(problems);
        Assert.InRange(problems.Zip(results).Max(pair => EvidenceError(pair.First, pair.Second)), 0.1, 4);
    }

    [Theory]
    [InlineData("reference", 0.5, 2)]
    [InlineData("reference", 0.5, 127)]
    [InlineData("reference", 0.05, 3000)]
    [InlineData("attractor", 4.0, 129)]
    [InlineData("attractor", 4.0, 3000)]
    [InlineData("attractor", 0.5, 3000)]
    public void It_is_the_definition_in_double_precision(string preset, double noise, int draws)
    {
        ProblemSettings settings = preset == "reference" ? Presets.Reference() : Presets.Attractor();
        ProblemGenerator generator = new(settings.Seen(noise: noise));
        AssimilationProblem[] problems = Problems(generator, 2);
        OracleResult[] results = new ImportanceSamplingOracle(generator, Stream, draws).Analyze(problems);
        for (int p = 0; p < 2; p++)
        {
            OracleReference expected = new(generator, Stream, draws, problems[p]);
            CloseAssert.Relative(expected.EffectiveSampleSize, results[p].EffectiveSampleSize, 1e-4, "ESS");
            double tolerance = 1e-4 + (1e-6 * Math.Abs(expected.LogEvidence));
            CloseAssert.Absolute(expected.LogEvidence, results[p].LogEvidence, tolerance, "log p(y)");
            for (int e = 0; e < 153; e++)
            {
                tolerance = Ulp.Of<float>(expected.Mean[e]) + (1e-4 * expected.Std[e]);
                CloseAssert.Absolute(expected.Mean[e], results[p].Mean[e], tolerance, $"mean {e}");
                CloseAssert.Relative(expected.Std[e], results[p].StandardDeviation[e], 1e-4, $"std {e}");
            }
        }
    }

    [Fact]
    public void It_has_the_same_bits_at_every_number_of_threads_and_in_every_batch()
    {
        AssimilationProblem[] problems = Problems(Linear, 3);
        OracleResult[] expected = new ImportanceSamplingOracle(Linear, Stream, 10_001, new() { MaxDegreeOfParallelism = 1 }).Analyze(problems, 40);
        foreach (int threads in (int[])[2, 4, -1])
        {
            OracleResult[] results = new ImportanceSamplingOracle(Linear, Stream, 10_001, new() { MaxDegreeOfParallelism = threads }).Analyze(problems, 40);
            for (int p = 0; p < problems.Length; p++)
                Same(expected[p], results[p], $"problem {p} on {threads} threads");
        }

        ImportanceSamplingOracle oracle = new(Linear, Stream, 10_001);
        for (int p = 0; p < problems.Length; p++)
            Same(expected[p], oracle.Analyze(problems[p], 40), $"problem {p} alone");
        float[] mean = new float[18], std = new float[18];
        Assert.Equal(expected[1].Status, oracle.Analyze(problems[1], mean, std));
        BitwiseAssert.Equal<float>(expected[1].Mean, mean);
        BitwiseAssert.Equal<float>(expected[1].StandardDeviation, std);
        ImportanceSamplingOracle other = new(Linear, Stream.Child(0), 10_001);
        Assert.NotEqual(expected[1].Mean, other.Analyze(problems[1]).Mean);
    }

    [Fact]
    public void On_the_reference_problem_of_key_42_its_error_is_the_known_one()
    {
        AssimilationProblem problem = Reference.Generate(RandomKey.FromSeed(42));
        OracleResult result = new ImportanceSamplingOracle(Reference, Stream, 20_000).Analyze(problem);
        CloseAssert.Absolute(0.0194, Rmse.Overall(result.Mean, problem.Truth.Values.AsSpan(0, 153)), 0.0006);
    }

    [Fact]
    public void Without_observations_it_is_the_prior()
    {
        AssimilationProblem seen = Reference.Generate(RandomKey.FromSeed(42));
        AssimilationProblem problem = new(seen.Settings, seen.Truth, new float[153], new float[153]);
        OracleResult result = new ImportanceSamplingOracle(Reference, Stream, 1000).Analyze(problem, 10);
        Climatology prior = Climatology.Estimate(Reference, Stream, 1000);
        CloseAssert.Absolute(prior.Mean, result.Mean, 1e-5);
        CloseAssert.Absolute(prior.StandardDeviation, result.StandardDeviation, 1e-6);
        Assert.Equal(1000, result.EffectiveSampleSize, 1e-9);
        Assert.Equal(0, result.LogEvidence, 1e-12);
        Assert.All(result.Weights, w => Assert.Equal(0.1f, w));
    }

    [Fact]
    public void Too_few_effective_draws_are_reported_with_their_number_and_the_remedy()
    {
        ProblemGenerator attractor = new(Presets.Attractor());
        AssimilationProblem problem = attractor.Generate(RandomKey.FromSeed(42));
        OracleResult result = new ImportanceSamplingOracle(attractor, Stream, 1000).Analyze(problem);
        Assert.Equal((AnalysisCode.FewSamples, false), (result.Status.Code, result.Status.IsUsable));
        Assert.InRange(result.EffectiveSampleSize, 1 - 1e-9, 50);
        Assert.Matches(
            @"size is \d+(\.\d)? of 1000 draws, too small to judge by \(below 50\): use more draws", result.Status.Message);
    }

    [Fact]
    public void Draws_that_diverge_have_no_weight()
    {
        // One step of burn-in and one in the window, each times 1e19: states that start beyond 3.4 overflow.
        ProblemSettings settings = LinearProblem.Settings with
        {
            Model = new LinearModel(1e19, 0, 0, 1e19),
            BurnInSteps = 1,
            WindowSteps = 1,
            TotalSteps = 1,
        };
        ProblemGenerator generator = new(settings);
        var windows = new float[1000 * 4];
        generator.GenerateTruths(Stream, 0, 1000, windows, new float[generator.ScratchSize(1000)]);
        int[] finite = [.. Enumerable.Range(0, 1000).Where(i => windows.Skip(4 * i).Take(4).All(float.IsFinite))];
        Assert.InRange(finite.Length, 700, 950);

        OracleResult result = new ImportanceSamplingOracle(generator, Stream, 1000).Analyze(Unobserved(settings));
        Assert.Equal(finite.Length, result.EffectiveSampleSize, 1e-9);
        CloseAssert.Relative(finite.Average(i => (double)windows[4 * i]), result.Mean[0], 1e-5);
    }

    [Fact]
    public void A_prior_that_only_diverges_is_a_status()
    {
        ProblemSettings settings = LinearProblem.Settings with { Model = new LinearModel(1e30, 0, 0, 1e30) };
        OracleResult result = new ImportanceSamplingOracle(new(settings), Stream, 200).Analyze(Unobserved(settings), 5);
        Assert.Equal((AnalysisCode.Diverged, false), (result.Status.Code, result.Status.IsUsable));
        Assert.Contains("diverges: none of 200 windows is finite", result.Status.Message);
        Assert.Equal(0, result.EffectiveSampleSize);
        Assert.Empty(result.Samples);
        Assert.All(result.Mean.Concat(result.StandardDeviation), x => Assert.Equal(float.NaN, x));
        Assert.Throws<InvalidOperationException>(() => result.Resample(RandomKey.FromSeed(1), 1));
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        AssimilationProblem good = Linear.Generate(RandomKey.FromSeed(5));
        Refuses.Argument("generator", () => new ImportanceSamplingOracle(null!, Stream));
        Refuses.Argument("draws", () => new ImportanceSamplingOracle(Linear, Stream, 1));
        ImportanceSamplingOracle oracle = new(Linear, Stream, 2);
        Refuses.Argument("problems", () => oracle.Analyze((IReadOnlyList<ObservedWindow>)null!));
        Refuses.Argument("problem", () => oracle.Analyze((ObservedWindow)null!));
        Refuses.Argument("problems", () => oracle.Analyze([]));
        Refuses.Argument("samples", () => oracle.Analyze(good, -1));
        Refuses.Argument("mean", () => oracle.Analyze(good, new float[17], new float[18]));
        Refuses.Argument("standardDeviation", () => oracle.Analyze(good, new float[18], new float[17]));
        Refuses.Argument("count", () => oracle.Analyze(good, 1).Resample(Stream, 0));
        oracle = new(Linear, Stream, 2, new() { CancellationToken = new(true) });
        Assert.Throws<OperationCanceledException>(() => oracle.Analyze(good, 0));
    }

    [Fact]
    public void A_problem_that_does_not_belong_is_named_with_the_reason()
    {
        AssimilationProblem good = Linear.Generate(RandomKey.FromSeed(5));
        ProblemSettings settings = LinearProblem.Settings;
        float[] bad = [.. good.Observations];
        bad[4] = float.NaN;
        Refused("has Observing u normal(0.5), v normal(0.5); expected the generator's, u normal(0.7), v normal(0.7)", Other(settings.Seen(noise: 0.5)));
        Refused("has WindowSteps 6; expected the generator's, 8", Other(settings with { WindowSteps = 6 }));
        Refused("has Initial normal(2, 1.5), normal(1, 1.5); expected the generator's, normal(2, 1.5), normal(-1, 1.5)",
            Other(settings with { Initial = InitialDistribution.Normal([2, 1], 1.5) }));
        Refused("has another mask than problem 0", Other(settings.Seen(every: 3)));
        Refused("has observation NaN at entry 4", new(settings, good.Truth, bad, good.Mask));
        Refused("is missing", null!);

        void Refused(string reason, AssimilationProblem problem)
        {
            ImportanceSamplingOracle oracle = new(Linear, Stream, 2);
            ArgumentException error = Assert.Throws<ArgumentException>(() => oracle.Analyze([good, problem]));
            Assert.StartsWith($"Problem 1 {reason}", error.Message);
        }

        static AssimilationProblem Other(ProblemSettings settings) =>
            new ProblemGenerator(settings).Generate(RandomKey.FromSeed(5));
    }

    /// <summary>Largest error of a mean or standard deviation, in Monte-Carlo standard errors std / sqrt(ESS).</summary>
    private static double WorstError(AssimilationProblem problem, OracleResult result)
    {
        (double[] mean, double[] std) = LinearProblem.Posterior(problem.Observations, problem.Mask);
        return Enumerable.Range(0, mean.Length).Max(i => Math.Sqrt(result.EffectiveSampleSize) / std[i]
            * Math.Max(Math.Abs(mean[i] - result.Mean[i]), Math.Abs(std[i] - result.StandardDeviation[i])));
    }

    /// <summary>Error of the log evidence, in standard errors: the weights' mean has relative variance 1/ESS - 1/draws.</summary>
    private static double EvidenceError(AssimilationProblem problem, OracleResult result) =>
        Math.Abs(LinearProblem.LogEvidence(problem.Observations, problem.Mask) - result.LogEvidence)
        / Math.Sqrt((1 / result.EffectiveSampleSize) - (1.0 / result.Draws));

    private static AssimilationProblem[] Problems(ProblemGenerator generator, int count) =>
        [.. Enumerable.Range(0, count).Select(i => generator.Generate(RandomKey.FromSeed(100 + (ulong)i)))];

    private static AssimilationProblem Unobserved(ProblemSettings settings)
    {
        AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(1));
        return new(settings, problem.Truth, new float[settings.WindowEntries], new float[settings.WindowEntries]);
    }

    private static void Same(OracleResult expected, OracleResult actual, string context)
    {
        BitwiseAssert.Equal<float>(expected.Mean, actual.Mean, context);
        BitwiseAssert.Equal<float>(expected.StandardDeviation, actual.StandardDeviation, context);
        BitwiseAssert.Equal<float>(expected.Samples, actual.Samples, context);
        BitwiseAssert.Equal<float>(expected.Weights, actual.Weights, context);
        Assert.Equal(expected.EffectiveSampleSize, actual.EffectiveSampleSize);
        Assert.Equal(expected.LogEvidence, actual.LogEvidence);
        Assert.Equal(expected.Status, actual.Status);
    }
}
