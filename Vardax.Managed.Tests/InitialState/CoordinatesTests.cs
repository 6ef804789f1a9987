using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.InitialState;

/// <summary>
/// Growth with an unknown factor, lognormal priors and lognormal errors: in the logarithms a linear-Gaussian problem, so that the
/// posterior of (log x_0, log r) has a closed form. A third component is fixed.
/// </summary>
public sealed class CoordinatesTests
{
    private const double Error = 0.25;
    private static readonly double[] Mean = [Math.Log(10), 0.05], Std = [0.8, 0.1];

    private static readonly ProblemSettings Settings = new()
    {
        Model = new GrowthModel(), BurnInSteps = 0, WindowSteps = 6, TotalSteps = 6,
        Initial = new(new LogNormalPrior(Mean[0], Std[0]), new LogNormalPrior(Mean[1], Std[1]), new FixedPrior(3)),
        Observing = new([new("pelts", new LogNormalError(Error), new RegularSteps(2))], new LogOperator(3)),
    };

    private static readonly AssimilationProblem Problem = new ProblemGenerator(Settings).Generate(RandomKey.FromSeed(6));

    private static ControlDensity Guess { get; } = ControlDensity.Create(
        Settings, new AmortizedConfig { Head = HeadType.Control, LatentSize = 4, HiddenSize = 4, Depth = 1 },
        ControlStandardization.Estimate(new ProblemGenerator(Settings), RandomKey.FromSeed(1)), RandomKey.FromSeed(2));

    /// <summary>P = (B^-1 + sum of h h^T / r^2)^-1 with h = (1, t) at step t.</summary>
    private static (double[] Mean, double C00, double C01, double C11) Exact()
    {
        (double p00, double p01, double p11) = (1 / (Std[0] * Std[0]), 0, 1 / (Std[1] * Std[1]));
        (double b0, double b1) = (Mean[0] * p00, Mean[1] * p11);
        for (int t = 0; t <= 6; t += 2)
        {
            double w = 1 / (Error * Error);
            (p00, p01, p11) = (p00 + w, p01 + (w * t), p11 + (w * t * t));
            (b0, b1) = (b0 + (w * Problem.Observations[t]), b1 + (w * t * Problem.Observations[t]));
        }

        double determinant = (p00 * p11) - (p01 * p01);
        (double c00, double c01, double c11) = (p11 / determinant, -p01 / determinant, p00 / determinant);
        return ([(c00 * b0) + (c01 * b1), (c01 * b0) + (c11 * b1)], c00, c01, c11);
    }

    [Fact]
    public void Strong_4dvar_finds_the_logarithms_posterior()
    {
        (double[] mean, double c00, double c01, double c11) = Exact();
        LaplaceApproximation posterior = new StrongFourDVar(Settings, Settings.Initial.OfCoordinates()).Solve(Problem);
        CloseAssert.Absolute(mean, posterior.ControlMean, 1e-7);
        CloseAssert.Absolute([c00, c01, c01, c11], posterior.ControlCovariance(), 1e-9);
    }

    [Fact]
    public void The_polish_with_the_exact_prior_is_the_exact_posterior()
    {
        (double[] mean, double c00, double c01, double c11) = Exact();
        PolishBackground background = PolishBackground.Estimate(Settings, RandomKey.FromSeed(3));
        Assert.Equal(0, background.LeadSteps);
        Assert.Equal(Mean, background.State.Mean);
        var posterior = new PolishedAnalysis(new ControlAnalysis(Guess), Settings, background, new PolishOptions { Iterations = 20, Tolerance = 1e-6 });
        Assert.Equal(AnalysisStatus.Ok, posterior.Condition(Problem));
        const int count = 4000;
        float[] samples = new float[count * 21];
        posterior.Sample(RandomKey.FromSeed(4), samples);
        double[] x = [.. Enumerable.Range(0, count).Select(i => Math.Log(samples[i * 21]))], r = [.. Enumerable.Range(0, count).Select(i => Math.Log(samples[(i * 21) + 1]))];
        CloseAssert.Absolute(mean[0], x.Average(), 4 * Math.Sqrt(c00 / count));
        CloseAssert.Absolute(mean[1], r.Average(), 4 * Math.Sqrt(c11 / count));
        CloseAssert.Absolute(c00, x.Average(u => Math.Pow(u - mean[0], 2)), 4 * c00 * Math.Sqrt(2.0 / count));
        CloseAssert.Absolute(c11, r.Average(u => Math.Pow(u - mean[1], 2)), 4 * c11 * Math.Sqrt(2.0 / count));
        CloseAssert.Absolute(c01, x.Zip(r, (a, b) => (a - mean[0]) * (b - mean[1])).Average(), 4 * Math.Sqrt(((c00 * c11) + (c01 * c01)) / count));
        Assert.All(Enumerable.Range(0, count * 7), i => Assert.True(samples[3 * i] > 0 && samples[(3 * i) + 2] == 3));

        // log p(x_0, r): the Gaussian of the logarithms, less log x_0 + log r.
        var densities = new double[100];
        posterior.LogProb(samples.AsSpan(0, 100 * 21), densities);
        double determinant = (c00 * c11) - (c01 * c01);
        for (int i = 0; i < 100; i++)
        {
            (double a, double b) = (x[i] - mean[0], r[i] - mean[1]);
            double squares = ((c11 * a * a) - (2 * c01 * a * b) + (c00 * b * b)) / determinant;
            CloseAssert.Absolute(-(squares / 2) - Math.Log(Math.Tau) - (Math.Log(determinant) / 2) - x[i] - r[i], densities[i], 1e-4);
        }
    }

    [Fact]
    public void An_untrained_network_is_the_best_linear_estimate_of_the_logarithms()
    {
        (double[] mean, double c00, _, double c11) = Exact();
        Assert.Equal(2, Guess.States);
        var state = new double[3];
        var guess = new ControlAnalysis(Guess);
        guess.Condition(Problem);
        guess.Center(state);
        CloseAssert.Absolute(mean[0], Math.Log(state[0]), 0.05 * Math.Sqrt(c00));
        CloseAssert.Absolute(mean[1], Math.Log(state[1]), 0.05 * Math.Sqrt(c11));
        Assert.Equal(3, state[2]);
    }

    [Fact]
    public void The_oracle_agrees()
    {
        (double[] mean, double c00, _, double c11) = Exact();
        OracleResult oracle = new ImportanceSamplingOracle(new ProblemGenerator(Settings), RandomKey.FromSeed(5), 300_000).Analyze(Problem);
        double size = Math.Sqrt(oracle.EffectiveSampleSize);
        foreach ((int e, double m, double v) in (ReadOnlySpan<(int, double, double)>)[(0, mean[0], c00), (1, mean[1], c11)])
        {
            double expected = Math.Exp(m + (v / 2)), std = expected * Math.Sqrt(Math.Exp(v) - 1);
            CloseAssert.Absolute(expected, oracle.Mean[e], 5 * std / size);
            CloseAssert.Absolute(std, oracle.StandardDeviation[e], 8 * std / size);
        }
    }

    [Fact]
    public void Its_answers_allocate_nothing()
    {
        var posterior = new PolishedAnalysis(new ControlAnalysis(Guess), Settings, PolishBackground.Estimate(Settings, RandomKey.FromSeed(3)));
        float[] mean = new float[21], std = new float[21];
        Assert.Equal(0, Allocation.AfterWarmUp(() => posterior.Analyze(Problem, mean, std)));
    }

    [Fact]
    public void Training_learns_in_the_coordinates_and_recalibration_fits()
    {
        TrainingRecipe recipe = Recipes.Control with { Steps = 30, BatchSize = 32, ValidationProblems = 64, ValidateEvery = 10 };
        TrainingResult result = AmortizedTrainer.Train(new TrainingPlan(Settings)
        {
            Config = new AmortizedConfig { Head = HeadType.Flow, LatentSize = 4, HiddenSize = 8, Depth = 1 }, Recipe = recipe,
            ModelKey = RandomKey.FromSeed(1), TrainKey = RandomKey.FromSeed(2),
        });
        Assert.Equal(TrainingStatus.Completed, result.Status);
        Assert.All(result.Losses, loss => Assert.True(float.IsFinite((float)loss)));
        var posterior = (ControlDensity)result.Density;
        Vardax.Managed.InitialState.Recalibration fitted = Vardax.Managed.InitialState.Recalibration.Fit(() => new ControlAnalysis(posterior), Settings,
            RandomKey.FromSeed(9), 2000);
        float[] mean = new float[21], std = new float[21];
        Assert.Equal(2, fitted.Coordinates.Count);
        Assert.True(new ControlAnalysis(posterior, fitted).Analyze(Problem, mean, std).IsUsable);
        Assert.All(Enumerable.Range(0, 7), t => Assert.True(mean[3 * t] > 0));
    }

    [Fact]
    public void After_a_burn_in_components_that_leave_their_support_are_their_own_coordinates()
    {
        // r stays what it is, and so does f; x grows, positive, beyond a uniform's interval.
        InitialDistribution kept = StartCoordinates.Of(Settings with { BurnInSteps = 5 });
        Assert.Equal(Settings.Initial, kept);
        ProblemSettings uniform = Settings with
        {
            BurnInSteps = 50,
            Initial = new(new UniformPrior(1, 2), new UniformPrior(1.1, 1.2), new FixedPrior(3)),
        };
        Assert.Equal([typeof(NormalPrior), typeof(UniformPrior), typeof(FixedPrior)], StartCoordinates.Of(uniform).Components.Select(c => c.GetType()));
    }
}
