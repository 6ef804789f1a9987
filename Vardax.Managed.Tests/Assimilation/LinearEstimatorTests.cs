using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Assimilation;

public sealed class LinearEstimatorTests
{
    private const int Count = 20_000;
    private static readonly ProblemGenerator Generator = new(LinearProblem.Settings);
    private static readonly LinearEstimator Estimator = SimulatedPrior.Estimate(Generator, RandomKey.FromSeed(1), Count).Linear;

    [Fact]
    public void On_a_linear_Gaussian_problem_it_is_the_exact_posterior_within_sampling_error()
    {
        for (ulong seed = 100; seed < 120; seed++)
        {
            AssimilationProblem problem = Generator.Generate(RandomKey.FromSeed(seed));
            (double[] mean, double[] std) = LinearProblem.Posterior(problem.Observations, problem.Mask);
            float[] estimate = new float[mean.Length], error = new float[mean.Length];
            Assert.Equal(AnalysisStatus.Ok, Estimator.Analyze(problem, estimate, error));
            for (int i = 0; i < mean.Length; i++)
            {
                // B, hence the posterior, is known to about sqrt(2 / count) of itself.
                CloseAssert.Absolute(mean[i], estimate[i], 8 * std[i] * Math.Sqrt(2.0 / Count), $"mean {i} of {seed}");
                CloseAssert.Absolute(std[i], error[i], 4 * std[i] * Math.Sqrt(2.0 / Count), $"std {i} of {seed}");
            }
        }
    }

    [Fact]
    public void Given_the_sample_covariance_it_is_the_Kalman_update()
    {
        const int count = 500;
        LinearEstimator estimator = SimulatedPrior.Estimate(Generator, RandomKey.FromSeed(2), count).Linear;
        (double[] mean, double[,] covariance) = Sample(RandomKey.FromSeed(2), count);
        AssimilationProblem problem = Generator.Generate(RandomKey.FromSeed(200));

        // One observation at a time, which for uncorrelated errors is the same as all at once.
        int n = mean.Length;
        for (int o = 0; o < n; o++)
        {
            if (problem.Mask[o] == 0)
                continue;
            double scale = covariance[o, o] + (LinearProblem.Noise * LinearProblem.Noise);
            double departure = problem.Observations[o] - mean[o];
            double[] column = [.. Enumerable.Range(0, n).Select(i => covariance[i, o])];
            for (int i = 0; i < n; i++)
            {
                mean[i] += column[i] * departure / scale;
                for (int j = 0; j < n; j++)
                    covariance[i, j] -= column[i] * column[j] / scale;
            }
        }

        float[] estimate = new float[n], std = new float[n];
        estimator.Analyze(problem, estimate, std);
        for (int i = 0; i < n; i++)
        {
            CloseAssert.Absolute(mean[i], estimate[i], 1e-5, $"mean {i}");
            CloseAssert.Relative(Math.Sqrt(covariance[i, i]), std[i], 1e-4, $"std {i}");
        }
    }

    [Fact]
    public void Without_observations_it_is_the_prior_mean()
    {
        float[] nothing = new float[Estimator.Entries], estimate = new float[Estimator.Entries];
        Estimator.Predict(nothing, nothing, estimate, new float[Estimator.ObservedEntries], Estimator.CreateCompletion());
        BitwiseAssert.Equal<float>(Estimator.Mean, estimate);
        CloseAssert.Absolute(LinearProblem.PriorMean(), [.. estimate.Select(x => (double)x)], 4 * 1.5 / Math.Sqrt(Count));
    }

    [Fact]
    public void A_window_has_the_same_bits_in_every_batch()
    {
        const int rows = 9;
        int n = Estimator.Entries;
        float[] observations = Numbers.NormalSingle(1, rows * n), mask = Numbers.Tile(LinearProblem.Settings.CreateMask(), rows);
        float[] batch = new float[rows * n], alone = new float[n], scratch = new float[Estimator.ObservedEntries];
        Estimator.Predict(observations, mask, batch, new float[rows * Estimator.ObservedEntries], Estimator.CreateCompletion());
        for (int row = 0; row < rows; row++)
        {
            Estimator.Predict(observations.AsSpan(row * n, n), mask.AsSpan(row * n, n), alone, scratch, Estimator.CreateCompletion());
            BitwiseAssert.Equal<float>(alone, batch.AsSpan(row * n, n), $"row {row}");
        }
    }

    [Fact]
    public void Its_errors_on_fresh_problems_are_as_large_as_it_says()
    {
        const int problems = 4000;
        int n = Estimator.Entries;
        float[] observations = new float[problems * n], truths = new float[problems * n], estimates = new float[problems * n];
        float[] mask = Numbers.Tile(LinearProblem.Settings.CreateMask(), problems);
        var scratch = new float[Generator.ScratchSize(problems)];
        Generator.GenerateWindows(RandomKey.FromSeed(77), 0, problems, observations, default, truths, scratch);
        Estimator.Predict(observations, mask, estimates, new float[problems * Estimator.ObservedEntries], Estimator.CreateCompletion());
        for (int i = 0; i < n; i++)
        {
            double square = Enumerable.Range(0, problems).Select(row => (row * n) + i)
                .Average(at => Math.Pow((double)estimates[at] - truths[at], 2));
            double expected = Math.Pow(Estimator.StandardDeviation[i], 2);
            CloseAssert.Absolute(expected, square, 4 * expected * Math.Sqrt(2.0 / problems), $"entry {i}");
        }
    }

    [Fact]
    public void Nearly_exact_observations_are_followed_and_leave_a_positive_error()
    {
        var generator = new ProblemGenerator(LinearProblem.Settings.Seen(noise: 1e-9, components: []));
        LinearEstimator estimator = SimulatedPrior.Estimate(generator, RandomKey.FromSeed(1), 2000).Linear;
        AssimilationProblem problem = generator.Generate(RandomKey.FromSeed(300));
        float[] estimate = new float[18], std = new float[18];
        estimator.Analyze(problem, estimate, std);
        CloseAssert.Absolute(problem.Truth.States(0, 9), estimate, 0.01);
        Assert.All(std, s => Assert.True(s > 0 && s < 0.01));
    }

    [Fact]
    public void A_climatology_of_another_window_is_refused()
    {
        var other = new Climatology([1, 2], [1, 1]);
        Refuses.Argument("climatology", () => LinearEstimator.Estimate(Generator, other, RandomKey.FromSeed(1), 10));
        var right = new Climatology(new float[18], [.. Enumerable.Repeat(1f, 18)]);
        Refuses.Argument("count", () => LinearEstimator.Estimate(Generator, right, RandomKey.FromSeed(1), 1));
    }

    private static (double[] Mean, double[,] Covariance) Sample(RandomKey stream, int count)
    {
        int n = LinearProblem.Settings.WindowEntries;
        float[] observations = new float[count * n], truths = new float[count * n];
        Generator.GenerateWindows(stream, 0, count, observations, default, truths, new float[Generator.ScratchSize(count)]);
        double[] mean =
            [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, count).Average(row => (double)truths[(row * n) + i]))];
        var covariance = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                covariance[i, j] = Enumerable.Range(0, count)
                    .Average(row => (truths[(row * n) + i] - mean[i]) * (truths[(row * n) + j] - mean[j]));
            }
        }

        return (mean, covariance);
    }
}
