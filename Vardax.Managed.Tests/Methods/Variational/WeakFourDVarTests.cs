using Vardax.Managed.Experiments;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Gaussians;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class WeakFourDVarTests
{
    [Theory]
    [MemberData(nameof(LinearGaussian.Sizes), MemberType = typeof(LinearGaussian))]
    public void Linear_Gaussian_problems_have_the_posterior_of_the_closed_form(int n, int steps)
    {
        var problem = new LinearGaussian(n, steps);
        var method = new WeakFourDVar(problem.Settings, problem.Prior, problem.ModelError);
        LaplaceApproximation posterior = method.Solve(problem.Observations);
        problem.AgreesWithWindow(posterior, modelError: true);
        (double[] Mean, double[] Covariance) errors = problem.Errors(problem.Window(modelError: true));
        (double[] Mean, double[] Covariance) prior = problem.Errors(problem.WindowPrior(modelError: true));
        double[] variance = LinearGaussian.Variances(prior.Covariance, errors.Mean.Length);
        Assert.InRange(LinearGaussian.Error(errors, posterior.ControlMean, posterior.ControlCovariance(), variance), 0, 1e-6);
    }

    [Fact]
    public void With_vanishing_model_error_it_is_the_strong_constraint()
    {
        Assert.InRange(Departure(1e-5), 0, 1e-4);
        Assert.True(Departure(0.1) > 1e-2);
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        ProblemSettings settings = Presets.Reference();
        DiagonalCovariance q = DiagonalCovariance.Isotropic(3, 1);
        CovarianceChecks.Refused("settings", "", () => new WeakFourDVar(null!, Published.Prior, q));
        CovarianceChecks.Refused("prior", "", () => new WeakFourDVar(settings, null!, q));
        CovarianceChecks.Refused("modelError", "", () => new WeakFourDVar(settings, Published.Prior, null!));
        CovarianceChecks.Refused("modelError", "found 2",
            () => new WeakFourDVar(settings, Published.Prior, DiagonalCovariance.Isotropic(2, 1)));
        CovarianceChecks.Refused("WindowSteps", "is -3",
            () => new WeakFourDVar(settings with { WindowSteps = -3 }, Published.Prior, q));
    }

    /// <summary>The largest difference of weak and strong constraint over the published window.</summary>
    private static double Departure(double modelErrorStd)
    {
        AssimilationProblem problem = Published.Problem;
        LaplaceApproximation strong = new StrongFourDVar(problem.Settings, Published.Prior).Solve(problem);
        LaplaceApproximation weak = new WeakFourDVar(
            problem.Settings, Published.Prior, DiagonalCovariance.Isotropic(3, modelErrorStd)).Solve(problem);
        Assert.Equal(MinimizationStatus.Converged, weak.Provenance.Minimization.Status);
        return strong.Mean.Zip(weak.Mean, (x, y) => Math.Abs(x - y)).Max();
    }
}
