using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Calibration;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

/// <summary>On a linear Gaussian problem Laplace's approximation is the exact posterior.</summary>
public sealed class LaplacePosteriorTests
{
    private static readonly ProblemSettings Settings = LinearProblem.Settings;
    private static readonly ProblemGenerator Generator = new(Settings with { TotalSteps = Settings.WindowSteps });

    [Theory]
    [InlineData(1, true)]
    [InlineData(1.3, false)]
    public void Strong_constraint_4DVar_goes_through_the_gates(double scale, bool passes)
    {
        CalibrationReport report = CalibrationGates.Run(Generator, () => new LaplacePosterior(Strong(scale)), RandomKey.FromSeed(11));
        Assert.Equal((0, passes), (report.Unusable, report.Passed));
        Assert.Equal("strong_4dvar", report.Method);
    }

    [Fact]
    public void So_does_optimal_interpolation()
    {
        Gaussian window = WindowPrior.Climatological(Generator, RandomKey.FromSeed(4), 20_000);
        CalibrationReport report = CalibrationGates.Run(
            Generator, () => new LaplacePosterior(new OptimalInterpolation(Settings, window)), RandomKey.FromSeed(11));
        Assert.Equal(0, report.Unusable);
        // The density is of a window that two numbers determine: all but those two directions are rounding and jitter.
        Assert.All(report.Quantities.SkipLast(1), quantity => Assert.Equal(GateVerdict.Pass, quantity.Verdict));
    }

    [Fact]
    public void After_the_first_window_an_analysis_allocates_nothing()
    {
        AssimilationProblem problem = Generator.Generate(RandomKey.FromSeed(6));
        float[] mean = new float[Settings.WindowEntries], std = new float[mean.Length];
        Gaussian window = WindowPrior.Climatological(Generator, RandomKey.FromSeed(4), 1000);
        Gaussian state = WindowPrior.FirstState(Settings, window);
        foreach (VariationalAnalysis method in (VariationalAnalysis[])
            [
                new StrongFourDVar(Settings, state, starts: new MultiStart()),
                new WeakFourDVar(Settings, state, DiagonalCovariance.Isotropic(Settings.StateDimension, 0.1)),
                new ThreeDVar(Settings, window), new OptimalInterpolation(Settings, window),
            ])
        {
            var laplace = new LaplacePosterior(method);
            Assert.Equal(AnalysisStatus.Ok, laplace.Analyze(problem, mean, std));
            Assert.True(Allocation.AfterWarmUp(() => laplace.Analyze(problem, mean, std)) == 0, method.Name);
        }
    }

    [Fact]
    public void Moments_and_densities_are_the_exact_posterior_s()
    {
        var laplace = new LaplacePosterior(Strong(1));
        var exact = new LinearPosterior();
        int entries = Settings.WindowEntries;
        for (int i = 0; i < 5; i++)
        {
            AssimilationProblem problem = Generator.Generate(RandomKey.FromSeed(6).Child((ulong)i));
            float[] mean = new float[entries], std = new float[entries], expectedMean = new float[entries], expectedStd = new float[entries];
            Assert.Equal((true, true), (laplace.Condition(problem).IsUsable, laplace.Moments(mean, std).IsUsable));
            exact.Analyze(problem, expectedMean, expectedStd);
            CloseAssert.Absolute(expectedMean, mean, 1e-4);
            CloseAssert.Absolute(expectedStd, std, 1e-4);
            float[] truth = problem.Truth.Values[..entries];
            double[] found = new double[1], expected = new double[1];
            laplace.LogProb(truth, found);
            exact.LogProb(problem, truth, expected);
            CloseAssert.Absolute(expected, found, 1e-4);
        }
    }

    [Fact]
    public void What_is_not_conditioned_answers_nothing() =>
        Assert.Throws<InvalidOperationException>(() => new LaplacePosterior(Strong(1)).Sample(default, new float[Settings.WindowEntries]));

    private static StrongFourDVar Strong(double scale) =>
        new(Settings, new Gaussian(LinearProblem.Mean, DiagonalCovariance.Isotropic(2, scale * LinearProblem.Std)));
}
