using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class VariationalAnalysisTests
{
    [Fact]
    public void An_analysis_is_its_posterior_in_single_precision()
    {
        AssimilationProblem problem = Published.Problem;
        var method = new StrongFourDVar(problem.Settings, Published.Prior);
        float[] mean = new float[153], std = new float[153];
        AnalysisStatus status = method.Analyze(problem, mean, std);
        LaplaceApproximation posterior = method.Solve(problem);
        Assert.Equal((AnalysisStatus.Ok, MinimizationStatus.Converged), (status, posterior.Provenance.Minimization.Status));
        Assert.True(status.IsUsable);
        Assert.Equal([.. posterior.Mean.Select(x => (float)x)], mean);
        Assert.Equal([.. posterior.StandardDeviation.Select(x => (float)x)], std);
    }

    [Fact]
    public void A_start_from_which_the_model_diverges_is_a_status()
    {
        ProblemSettings settings = Presets.Attractor() with { Dt = 0.5 };
        var truth = new Trajectory(settings.Grid, 3, new float[3003]);
        var problem = new AssimilationProblem(settings, truth, new float[153], settings.CreateMask());
        var far = new Gaussian([1000, 1000, 1000], DiagonalCovariance.Isotropic(3, 1000));
        VariationalAnalysis[] methods =
        [
            new StrongFourDVar(settings, far),
            new IncrementalFourDVar(settings, far),
            new WeakFourDVar(settings, far, DiagonalCovariance.Isotropic(3, 0.1)),
            new StrongFourDVar(settings, far, starts: new MultiStart { Draws = 4, Keep = 2, FromObservations = false }),
        ];
        float[] mean = new float[153], std = new float[153];
        foreach (VariationalAnalysis method in methods)
        {
            LaplaceApproximation posterior = method.Solve(problem);
            Assert.Equal(MinimizationStatus.NonFinite, posterior.Provenance.Minimization.Status);
            Assert.False(posterior.Status.IsUsable);
            Assert.Contains("not finite", method.Analyze(problem, mean, std).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_window_that_diverges_after_its_last_observation_is_a_status()
    {
        ProblemSettings settings = Presets.Attractor() with { Dt = 0.5 };
        var far = new Gaussian([1000, 1000, 1000], DiagonalCovariance.Isotropic(3, 1));
        var observation = new WindowObservation(0, [999], new SelectionOperator(3, 0), new DiagonalCovariance(1));
        LaplaceApproximation posterior = new StrongFourDVar(settings, far).Solve([observation]);
        Assert.False(posterior.Status.IsUsable);
        Assert.Contains("not finite", posterior.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Hessian_that_rounding_makes_singular_is_a_status()
    {
        // I + J^T J with J = (1e10, 1e10): in double precision the identity is lost.
        ProblemSettings settings = LinearProblem.Settings;
        var prior = new Gaussian([0, 0], DiagonalCovariance.Isotropic(2, 1));
        var observation = new WindowObservation(0, [1], new LinearOperator(1, 2, [1, 1]), new DiagonalCovariance(1e-10));
        VariationalAnalysis[] methods =
        [
            new StrongFourDVar(settings, prior), new IncrementalFourDVar(settings, prior),
            new OptimalInterpolation(settings, WindowPrior.Static(settings, prior)),
        ];
        foreach (VariationalAnalysis method in methods)
        {
            LaplaceApproximation posterior = method.Solve([observation]);
            Assert.False(posterior.Status.IsUsable, $"{method.Name}: {string.Join(", ", posterior.StandardDeviation)}");
            Assert.All(posterior.StandardDeviation, std => Assert.True(double.IsNaN(std), $"{method.Name}: {std}"));
        }
    }

    [Fact]
    public void A_problem_of_another_window_is_refused()
    {
        AssimilationProblem problem = Published.Problem;
        ProblemSettings settings = problem.Settings;
        CovarianceChecks.Refused("problem", "found 50 steps of 0.01",
            () => new StrongFourDVar(settings with { WindowSteps = 40 }, Published.Prior).Solve(problem));
        CovarianceChecks.Refused("problem", "Expected a window of 50 steps of 0.02",
            () => new StrongFourDVar(settings with { Dt = 0.02 }, Published.Prior).Solve(problem));
        CovarianceChecks.Refused("problem", "same Lorenz-63",
            () => new StrongFourDVar(settings with { Model = new Lorenz63(rho: 27) }, Published.Prior).Solve(problem));
    }

    [Fact]
    public void The_noise_and_what_is_observed_are_the_problems_own()
    {
        AssimilationProblem problem = Published.Problem;
        ProblemSettings other = (problem.Settings with { TotalSteps = 60 }).Seen(noise: 3, every: 50);
        BitwiseAssert.Equal<double>(new StrongFourDVar(problem.Settings, Published.Prior).Solve(problem).Mean,
            new StrongFourDVar(other, Published.Prior).Solve(problem).Mean);
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        AssimilationProblem problem = Published.Problem;
        var method = new StrongFourDVar(problem.Settings, Published.Prior);
        Refuses.Argument("problem", () => method.Solve((ObservedWindow)null!));
        Refuses.Argument("problem", () => { method.Analyze(null!, new float[153], new float[153]); });
        Refuses.Argument("observations", () => method.Solve((IReadOnlyList<WindowObservation>)null!));
        CovarianceChecks.Refused("observations", "at step 51",
            () => method.Solve([new WindowObservation(51, [1], new SelectionOperator(3, 0), new DiagonalCovariance(1))]));
        Refuses.Argument("mean", () => { method.Analyze(problem, new float[152], new float[153]); });
        Refuses.Argument("standardDeviation", () => { method.Analyze(problem, new float[153], new float[154]); });
    }
}
