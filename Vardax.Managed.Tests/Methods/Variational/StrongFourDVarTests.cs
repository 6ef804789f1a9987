using Vardax.Managed.Experiments;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class StrongFourDVarTests
{
    // The default tolerance, relative to the first gradient, leaves about 1e-6 prior standard deviations at 200 dimensions.
    private static readonly LevenbergMarquardt LevenbergMarquardt = new() { GradientTolerance = 1e-11 };

    [Theory]
    [MemberData(nameof(LinearGaussian.Sizes), MemberType = typeof(LinearGaussian))]
    public void Linear_Gaussian_problems_have_the_posterior_of_the_closed_form(int n, int steps) =>
        Agrees(new LinearGaussian(n, steps), LevenbergMarquardt);

    [Theory]
    [InlineData(1.1, 1)]
    [InlineData(1, 1.1)]
    public void The_closed_form_of_another_R_or_B_is_another(double scaleR, double scaleB)
    {
        var problem = new LinearGaussian(10, 4);
        LaplaceApproximation posterior = new StrongFourDVar(problem.Settings, problem.Prior).Solve(problem.Observations);
        (double[] Mean, double[] Covariance) wrong = problem.Window(modelError: false, scaleR, scaleB);
        double[] variance = LinearGaussian.Variances(problem.WindowPrior(false).Covariance, wrong.Mean.Length);
        Assert.True(LinearGaussian.Error(wrong, posterior.Mean, posterior.Covariance(), variance) > 1e-3);
    }

    [Fact]
    public void The_default_minimizer_is_as_exact_in_fewer_dimensions() =>
        Agrees(new LinearGaussian(40, 3), new LevenbergMarquardt());

    [Fact]
    public void Without_observations_the_posterior_is_the_prior()
    {
        var problem = new LinearGaussian(3, 4);
        LaplaceApproximation posterior = new StrongFourDVar(problem.Settings, problem.Prior).Solve([]);
        (double[] mean, double[] covariance) = problem.WindowPrior(modelError: false);
        CloseAssert.Absolute(mean, posterior.Mean, 1e-12);
        CloseAssert.Absolute(covariance, posterior.Covariance(), 1e-12);
        Assert.True(posterior.Status.IsUsable);
    }

    [Fact]
    public void On_the_published_experiment_all_minimisers_agree()
    {
        AssimilationProblem problem = Published.Problem;
        LaplaceApproximation strong = new StrongFourDVar(problem.Settings, Published.Prior).Solve(problem);
        LaplaceApproximation incremental = new IncrementalFourDVar(problem.Settings, Published.Prior).Solve(problem);
        foreach (LaplaceApproximation posterior in new[] { strong, incremental })
        {
            Assert.Equal(MinimizationStatus.Converged, posterior.Provenance.Minimization.Status);
            CloseAssert.Absolute(strong.Mean, posterior.Mean, 1e-4);
            CloseAssert.Absolute(strong.StandardDeviation, posterior.StandardDeviation, 1e-4);
        }
    }

    public static TheoryData<int, int, int, double> OtherSettings => new()
    {
        // Window, observed every, components (0: x only), noise.
        { 40, 4, 0, 1 }, { 10, 2, 3, 0.5 }, { 200, 5, 3, 0.5 }, { 200, 4, 0, 1 },
    };

    [Theory]
    [MemberData(nameof(OtherSettings))]
    public void In_other_settings_the_minimum_is_not_above_the_truth(int window, int every, int components, double noise)
    {
        ProblemSettings settings = (Presets.Attractor() with { WindowSteps = window, TotalSteps = window })
            .Seen(noise, every, components: components == 0 ? [0] : []);
        var method = new StrongFourDVar(settings, Published.Climatology, starts: new MultiStart());
        var generator = new ProblemGenerator(settings);
        for (ulong key = 0; key < 8; key++)
        {
            AssimilationProblem problem = generator.Generate(RandomKey.FromSeed(key));
            LaplaceApproximation posterior = method.Solve(problem);
            Assert.True(posterior.Status.IsUsable, posterior.Status.Message);
            Assert.InRange(posterior.Provenance.Minimization.Cost, 0, CostAtTruth(problem, Published.Climatology));
            Assert.All(posterior.StandardDeviation, std => Assert.True(std > 0 && double.IsFinite(std), $"{std}"));
        }
    }

    [Fact]
    public void At_the_iteration_limit_the_status_says_so()
    {
        AssimilationProblem problem = Published.Problem;
        ILeastSquaresMinimizer[] minimizers =
        [
            new LevenbergMarquardt { MaxIterations = 1 }, new IncrementalGaussNewton { MaxIterations = 1 },
        ];
        foreach (ILeastSquaresMinimizer minimizer in minimizers)
        {
            LaplaceApproximation posterior = new StrongFourDVar(problem.Settings, Published.Prior, minimizer).Solve(problem);
            Assert.Equal(MinimizationStatus.IterationLimit, posterior.Provenance.Minimization.Status);
            Assert.Equal(1, posterior.Provenance.Minimization.Iterations);
            Assert.False(posterior.Status.IsUsable);
            Assert.Contains("iteration limit", posterior.Status.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        ProblemSettings settings = Presets.Reference();
        CovarianceChecks.Refused("settings", "", () => new StrongFourDVar(null!, Published.Prior));
        CovarianceChecks.Refused("prior", "", () => new StrongFourDVar(settings, null!));
        CovarianceChecks.Refused("prior", "3 variables, found 153",
            () => new StrongFourDVar(settings, WindowPrior.Static(settings, Published.Prior)));
        CovarianceChecks.Refused("WindowSteps", "is -3",
            () => new StrongFourDVar(settings with { WindowSteps = -3 }, Published.Prior));
        CovarianceChecks.Refused("Dt", "is NaN", () => new StrongFourDVar(settings with { Dt = double.NaN }, Published.Prior));
    }

    /// <summary>J at the true first state.</summary>
    private static double CostAtTruth(AssimilationProblem problem, Gaussian prior)
    {
        ProblemSettings settings = problem.Settings;
        var model = new TrajectoryControl(settings, prior);
        var cost = new VariationalCost(model, new ObservationList(WindowObservation.Of(problem), settings.StateDimension, settings.WindowEntries));
        double[] v = [.. prior.Mean.Select((mean, i) => problem.Truth.Values[i] - mean)], residuals = new double[cost.Residuals];
        prior.Covariance.Whiten(v, 1);
        cost.Evaluate(v, residuals);
        return residuals.Sum(r => r * r) / 2;
    }

    private static void Agrees(LinearGaussian problem, ILeastSquaresMinimizer minimizer)
    {
        LaplaceApproximation posterior = new StrongFourDVar(problem.Settings, problem.Prior, minimizer).Solve(problem.Observations);
        problem.AgreesWithWindow(posterior, modelError: false);
        (double[] Mean, double[] Covariance) state = problem.FirstState(problem.Window(modelError: false));
        double[] variance = LinearGaussian.Variances(problem.B, problem.Dimension);
        Assert.InRange(LinearGaussian.Error(state, posterior.ControlMean, posterior.ControlCovariance(), variance), 0, 1e-6);
    }
}
