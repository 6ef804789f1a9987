using Vardax.Managed.Experiments;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class ThreeDVarTests
{
    [Theory]
    [MemberData(nameof(LinearGaussian.Sizes), MemberType = typeof(LinearGaussian))]
    public void Linear_Gaussian_problems_have_the_posterior_of_the_closed_form(int n, int steps)
    {
        var problem = new LinearGaussian(n, steps);
        Gaussian strong = WindowPrior.Linearized(problem.Settings, problem.Prior);
        Gaussian weak = WindowPrior.Linearized(problem.Settings, problem.Prior, problem.ModelError);
        var minimizer = new LevenbergMarquardt { GradientTolerance = 1e-11 };
        LaplaceApproximation posterior = new ThreeDVar(problem.Settings, strong, minimizer).Solve(problem.Observations);
        problem.AgreesWithWindow(posterior, modelError: false);
        posterior = new ThreeDVar(problem.Settings, weak, minimizer).Solve(problem.Observations);
        problem.AgreesWithWindow(posterior, modelError: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_the_operator_is_linear_it_is_optimal_interpolation(bool climatological)
    {
        var generator = new ProblemGenerator(Presets.Attractor());
        Gaussian prior = climatological
            ? WindowPrior.Climatological(generator, RandomKey.FromSeed(3), 1024)
            : WindowPrior.Static(generator.Settings, Published.Prior);
        AssimilationProblem problem = generator.Generate(RandomKey.FromSeed(1));
        LaplaceApproximation exact = new OptimalInterpolation(generator.Settings, prior).Solve(problem);
        LaplaceApproximation posterior = new ThreeDVar(generator.Settings, prior).Solve(problem);
        Assert.True(posterior.Status.IsUsable, posterior.Status.Message);
        CloseAssert.Absolute(exact.Mean, posterior.Mean, 1e-5);
        CloseAssert.Absolute(exact.StandardDeviation, posterior.StandardDeviation, 1e-5);
    }

    [Fact]
    public void With_a_nonlinear_operator_the_gradient_of_the_cost_is_zero()
    {
        ProblemSettings settings = Presets.Attractor() with { WindowSteps = 4, TotalSteps = 4 };
        AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(5));
        double[] mean = [.. Published.Climatology.Mean];
        var state = new Gaussian(mean, DiagonalCovariance.Isotropic(3, 3));
        var h = new NonlinearOperator(3);
        WindowObservation[] observations =
        [
            .. new[] { 0, 3 }.Select(step =>
            {
                var y = new double[3];
                h.Apply([.. problem.Truth[step].ToArray().Select(x => (double)x)], y);
                return new WindowObservation(step, [y[0] + 0.3, y[1] - 0.2, y[2] + 0.1], h, DiagonalCovariance.Isotropic(3, 0.5));
            }),
        ];
        LaplaceApproximation posterior = new ThreeDVar(settings, WindowPrior.Static(settings, state)).Solve(observations);
        Assert.True(posterior.Status.IsUsable, posterior.Status.Message);
        CloseAssert.Relative(Cost(posterior.Mean), posterior.Provenance.Minimization.Cost, 1e-10);
        Assert.InRange(GradientCheck.WorstError(Cost, posterior.Mean, new double[posterior.Mean.Length]), 0, 1e-5);
        double[] moved = [.. posterior.Mean];
        moved[0] += 0.01;
        Assert.True(GradientCheck.WorstError(Cost, moved, new double[moved.Length]) > 1e-3);

        double Cost(double[] w)
        {
            double sum = 0;
            for (int i = 0; i < w.Length; i++)
                sum += Math.Pow((w[i] - mean[i % 3]) / 3, 2);
            foreach (WindowObservation o in observations)
            {
                var seen = new double[3];
                h.Apply(w.AsSpan(o.Step * 3, 3), seen);
                for (int i = 0; i < 3; i++)
                    sum += Math.Pow((seen[i] - o.Values[i]) / 0.5, 2);
            }

            return sum / 2;
        }
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        ProblemSettings settings = Presets.Reference();
        CovarianceChecks.Refused("settings", "", () => new ThreeDVar(null!, Published.Prior));
        CovarianceChecks.Refused("prior", "", () => new ThreeDVar(settings, null!));
        CovarianceChecks.Refused("prior", "153 variables, found 3", () => new ThreeDVar(settings, Published.Prior));
    }
}
