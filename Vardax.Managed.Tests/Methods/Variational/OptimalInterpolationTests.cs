using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class OptimalInterpolationTests
{
    [Theory]
    [MemberData(nameof(LinearGaussian.Sizes), MemberType = typeof(LinearGaussian))]
    public void Linear_Gaussian_problems_have_the_posterior_of_the_closed_form(int n, int steps)
    {
        var problem = new LinearGaussian(n, steps);
        Gaussian strong = WindowPrior.Linearized(problem.Settings, problem.Prior);
        Gaussian weak = WindowPrior.Linearized(problem.Settings, problem.Prior, problem.ModelError);
        LaplaceApproximation posterior = new OptimalInterpolation(problem.Settings, strong).Solve(problem.Observations);
        problem.AgreesWithWindow(posterior, modelError: false);
        posterior = new OptimalInterpolation(problem.Settings, weak).Solve(problem.Observations);
        problem.AgreesWithWindow(posterior, modelError: true);
        Assert.Equal(posterior.Mean, posterior.ControlMean);
    }

    [Fact]
    public void With_the_climatological_prior_it_is_the_linear_estimator()
    {
        var generator = new ProblemGenerator(Presets.Attractor());
        RandomKey stream = RandomKey.FromSeed(3);
        Gaussian prior = WindowPrior.Climatological(generator, stream, 2048);
        LinearEstimator estimator = SimulatedPrior.Estimate(generator, stream, 2048).Linear;
        var method = new OptimalInterpolation(generator.Settings, prior);
        int entries = generator.Settings.WindowEntries;
        float[] mean = new float[entries], std = new float[entries];
        for (ulong key = 0; key < 3; key++)
        {
            AssimilationProblem problem = generator.Generate(RandomKey.FromSeed(key));
            Assert.True(estimator.Analyze(problem, mean, std).IsUsable);
            LaplaceApproximation posterior = method.Solve(problem);
            Assert.True(posterior.Status.IsUsable, posterior.Status.Message);
            for (int i = 0; i < entries; i++)
            {
                double spread = estimator.StandardDeviation[i];
                CloseAssert.Absolute(mean[i], posterior.Mean[i], 1e-3 * spread, $"mean {i} of {key}");
                CloseAssert.Relative(std[i], posterior.StandardDeviation[i], 1e-3, $"std {i}");
            }
        }
    }

    [Fact]
    public void An_operator_that_is_not_finite_is_a_status()
    {
        var problem = new LinearGaussian(3, 2);
        Gaussian prior = WindowPrior.Static(problem.Settings, problem.Prior);
        var observation = new WindowObservation(
            1, [1, 1, 1], new NonlinearOperator(3, double.NaN), DiagonalCovariance.Isotropic(3, 1));
        LaplaceApproximation posterior = new OptimalInterpolation(problem.Settings, prior).Solve([observation]);
        Assert.Equal(MinimizationStatus.NonFinite, posterior.Provenance.Minimization.Status);
        Assert.False(posterior.Status.IsUsable);
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        ProblemSettings settings = Presets.Reference();
        CovarianceChecks.Refused("settings", "", () => new OptimalInterpolation(null!, Published.Prior));
        CovarianceChecks.Refused("prior", "", () => new OptimalInterpolation(settings, null!));
        CovarianceChecks.Refused("prior", "153 variables, found 3", () => new OptimalInterpolation(settings, Published.Prior));
        CovarianceChecks.Refused("WindowSteps", "is -3",
            () => new OptimalInterpolation(settings with { WindowSteps = -3 }, Published.Prior));
    }
}
