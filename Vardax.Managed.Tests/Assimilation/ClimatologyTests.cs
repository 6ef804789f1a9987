using System.Globalization;
using System.Text.RegularExpressions;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Assimilation;

public sealed class ClimatologyTests
{
    [Fact]
    public void The_estimate_is_the_prior_within_its_sampling_error()
    {
        const int count = 20_000;
        var generator = new ProblemGenerator(LinearProblem.Settings);
        Climatology climatology = Climatology.Estimate(generator, RandomKey.FromSeed(1), count);
        double[] mean = LinearProblem.PriorMean(), std = LinearProblem.PriorStd();
        for (int i = 0; i < mean.Length; i++)
        {
            CloseAssert.Absolute(mean[i], climatology.Mean[i], 4 * std[i] / Math.Sqrt(count), $"mean {i}");
            CloseAssert.Absolute(std[i], climatology.StandardDeviation[i], 4 * std[i] / Math.Sqrt(2.0 * count), $"std {i}");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(300)]
    [InlineData(513)]
    public void The_estimate_is_the_sample_s_mean_and_deviation(int count)
    {
        // The reference preset: a spread of a thousandth of the mean, in several blocks.
        var generator = new ProblemGenerator(Presets.Reference() with { BurnInSteps = 20, WindowSteps = 4, TotalSteps = 4 });
        int entries = generator.Settings.WindowEntries;
        float[] observations = new float[count * entries], truths = new float[count * entries];
        generator.GenerateWindows(RandomKey.FromSeed(2), 0, count, observations, default, truths, new float[generator.ScratchSize(count)]);
        Climatology climatology = Climatology.Estimate(generator, RandomKey.FromSeed(2), count);
        for (int i = 0; i < entries; i++)
        {
            double[] sample = [.. Enumerable.Range(0, count).Select(row => (double)truths[(row * entries) + i])];
            double mean = sample.Average(), std = Math.Sqrt(sample.Average(x => (x - mean) * (x - mean)));
            CloseAssert.Absolute(mean, climatology.Mean[i], Ulp.Of<float>(mean), $"mean {i}");
            CloseAssert.Relative(std, climatology.StandardDeviation[i], 1e-6, $"std {i}");
        }
    }

    [Fact]
    public void The_reference_prior_is_what_the_linearised_model_makes_of_its_initial_spread()
    {
        // 0.01 from the fixed point the model is its own tangent: the columns of 0.01 I, carried over burn-in and window.
        const int count = 4000;
        ProblemSettings settings = Presets.Reference();
        Climatology climatology = Climatology.Estimate(new ProblemGenerator(settings), RandomKey.FromSeed(5), count);
        IPropagator<double> model = settings.Model.DoublePrecision;
        double[] fixedPoint = [.. settings.Initial.Components.Select(c => c.Mean)];
        double[][] columns = [[0.01, 0, 0], [0, 0.01, 0], [0, 0, 0.01]];
        for (int step = 0; step <= 1050; step++)
        {
            for (int c = 0; c < 3 && step >= 1000; c++)
            {
                double std = Math.Sqrt(columns.Sum(column => column[c] * column[c]));
                double sampling = 4 / Math.Sqrt(2.0 * count), curvature = 0.01;
                int entry = (3 * (step - 1000)) + c;
                CloseAssert.Relative(std, climatology.StandardDeviation[entry], sampling + curvature, $"std {entry}");
                double meanError = std * ((4 / Math.Sqrt(count)) + curvature);
                CloseAssert.Absolute(fixedPoint[c], climatology.Mean[entry], meanError, $"mean {entry}");
            }

            foreach (double[] column in columns)
                model.TangentStep(fixedPoint, 0.01, column, 1);
        }
    }

    [Fact]
    public void As_an_analysis_it_looks_at_nothing()
    {
        var climatology = new Climatology(
            [.. LinearProblem.PriorMean().Select(x => (float)x)], [.. LinearProblem.PriorStd().Select(x => (float)x)]);
        AssimilationProblem problem = new ProblemGenerator(LinearProblem.Settings).Generate(RandomKey.FromSeed(3));
        float[] mean = new float[18], std = new float[18];
        Assert.Equal(AnalysisStatus.Ok, climatology.Analyze(problem, mean, std));
        Assert.Equal(climatology.Mean, mean);
        Assert.Equal(climatology.StandardDeviation, std);
    }

    [Fact]
    public void A_prior_that_diverges_is_refused_with_the_count_the_component_and_the_step()
    {
        var generator = new ProblemGenerator(Presets.Attractor() with { Dt = 0.5, BurnInSteps = 50 });
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => Climatology.Estimate(generator, RandomKey.FromSeed(1), 10));
        Assert.Contains("10 of 10 simulations are not finite", exception.Message, StringComparison.Ordinal);

        // The state that is named does diverge, in the step that is named and no earlier.
        Match named = Regex.Match(exception.Message,
            @"from the initial state x = (\S+), y = (\S+), z = (\S+) \(problem (\d+)\) the model comes to \w = (\S+) after (\d+) of 50 steps");
        Assert.True(named.Success, exception.Message);
        float[] state = [.. Enumerable.Range(1, 3).Select(i => float.Parse(named.Groups[i].Value, CultureInfo.InvariantCulture))];
        int steps = int.Parse(named.Groups[6].Value, CultureInfo.InvariantCulture);
        var states = new float[3 * steps];
        generator.Settings.Model.SinglePrecision.Integrate(state, 0.5f, states);
        Assert.True(states[..^3].All(float.IsFinite));
        Assert.False(states[^3..].All(float.IsFinite));
    }

    [Fact]
    public void A_prior_without_spread_is_refused()
    {
        // At rho < 1 every trajectory ends in the origin.
        var model = new Lorenz63(rho: 0.5);
        var settings = Presets.Attractor(model) with { BurnInSteps = 100_000, WindowSteps = 1, TotalSteps = 1 };
        var generator = new ProblemGenerator(settings);
        Refuses.Argument("standardDeviation", () => Climatology.Estimate(generator, RandomKey.FromSeed(1), 2));
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        var generator = new ProblemGenerator(LinearProblem.Settings);
        Refuses.Argument("count", () => Climatology.Estimate(generator, RandomKey.FromSeed(1), 1));
        Refuses.Argument("standardDeviation", () => new Climatology([1, 2], [1]));
        Refuses.Argument("standardDeviation", () => new Climatology([1, 2], [1, 0]));
        Refuses.Argument("standardDeviation", () => new Climatology([1, 2], [float.NaN, 1]));
    }
}
