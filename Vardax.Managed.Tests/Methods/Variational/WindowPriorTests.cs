using Vardax.Managed.Experiments;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class WindowPriorTests
{
    [Fact]
    public void The_published_one_is_centred_and_isotropic()
    {
        Gaussian prior = WindowPrior.Published(Presets.Reference() with { PriorStd = 3 });
        Assert.Equal([0, 0, 0], prior.Mean);
        Assert.Equal([9, 0, 0, 0, 9, 0, 0, 0, 9], prior.Covariance.ToMatrix());
    }

    [Fact]
    public void The_static_one_repeats_the_state()
    {
        var problem = new LinearGaussian(2, 5);
        Gaussian window = WindowPrior.Static(problem.Settings, problem.Prior);
        Assert.Equal(12, window.Dimension);
        double[] matrix = window.Covariance.ToMatrix();
        for (int i = 0; i < 12; i++)
        {
            Assert.Equal(problem.Mean[i % 2], window.Mean[i]);
            for (int j = 0; j < 12; j++)
                CloseAssert.Absolute(i / 2 == j / 2 ? problem.B[((i % 2) * 2) + (j % 2)] : 0, matrix[(i * 12) + j], 1e-14);
        }
    }

    [Theory]
    [InlineData(1, 7, false)]
    [InlineData(10, 4, false)]
    [InlineData(1, 7, true)]
    [InlineData(10, 4, true)]
    public void The_linearized_one_is_that_of_the_linear_model(int n, int steps, bool modelError)
    {
        var problem = new LinearGaussian(n, steps);
        Gaussian window = WindowPrior.Linearized(problem.Settings, problem.Prior, modelError ? problem.ModelError : null);
        (double[] mean, double[] covariance) = problem.WindowPrior(modelError);
        CloseAssert.Absolute(mean, [.. window.Mean], 1e-12);
        CloseAssert.Absolute(covariance, window.Covariance.ToMatrix(), 1e-10);
        Assert.Equal(modelError, window.Covariance.IsPositiveDefinite);
    }

    [Fact]
    public void The_climatological_one_tends_to_the_simulated_prior()
    {
        // A^t x_0 with x_0 ~ N(m, s^2 I): mean A^t m, covariance s^2 A^s (A^t)^T.
        const int count = 8192;
        ProblemSettings settings = LinearProblem.Settings;
        Gaussian window = WindowPrior.Climatological(new ProblemGenerator(settings), RandomKey.FromSeed(1), count);
        double[] mean = LinearProblem.PriorMean(), std = LinearProblem.PriorStd(), found = window.Covariance.ToMatrix();
        for (int i = 0; i < mean.Length; i++)
        {
            CloseAssert.Absolute(mean[i], window.Mean[i], 5 * std[i] / Math.Sqrt(count), $"mean {i}");
            double[] rowI = LinearProblem.Model.Power(i / 2)[((i % 2) * 2)..(((i % 2) * 2) + 2)];
            for (int j = 0; j < mean.Length; j++)
            {
                double[] rowJ = LinearProblem.Model.Power(j / 2)[((j % 2) * 2)..(((j % 2) * 2) + 2)];
                double expected = LinearProblem.Std * LinearProblem.Std * GradientCheck.Dot(rowI, rowJ);
                double error = Math.Sqrt(((std[i] * std[i] * std[j] * std[j]) + (expected * expected)) / count);
                CloseAssert.Absolute(expected, found[(i * mean.Length) + j], 5 * error, $"covariance {i}, {j}");
            }
        }

        Gaussian first = WindowPrior.FirstState(settings, window);
        Assert.Equal(window.Mean.Take(2), first.Mean);
        CloseAssert.Absolute(
            [found[0], found[1], found[mean.Length], found[mean.Length + 1]], first.Covariance.ToMatrix(), 1e-12);
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        ProblemSettings settings = Presets.Reference();
        Gaussian state = Published.Prior, window = WindowPrior.Static(settings, state);
        CovarianceChecks.Refused("settings", "", () => WindowPrior.Published(null!));
        CovarianceChecks.Refused("PriorStd", "is -1", () => WindowPrior.Published(settings with { PriorStd = -1 }));
        CovarianceChecks.Refused("settings", "", () => WindowPrior.Static(null!, state));
        CovarianceChecks.Refused("prior", "", () => WindowPrior.Static(settings, null!));
        CovarianceChecks.Refused("prior", "3 variables, found 153", () => WindowPrior.Static(settings, window));
        CovarianceChecks.Refused("prior", "3 variables, found 153", () => WindowPrior.Linearized(settings, window));
        CovarianceChecks.Refused("modelError", "found 2",
            () => WindowPrior.Linearized(settings, state, DiagonalCovariance.Isotropic(2, 1)));
        CovarianceChecks.Refused("WindowSteps", "is -1", () => WindowPrior.Static(settings with { WindowSteps = -1 }, state));
        CovarianceChecks.Refused("generator", "", () => WindowPrior.Climatological(null!, default));
        CovarianceChecks.Refused("count", "'1'", () => WindowPrior.Climatological(new ProblemGenerator(settings), default, 1));
        CovarianceChecks.Refused("prior", "153 variables, found 3", () => WindowPrior.FirstState(settings, state));
        CovarianceChecks.Refused("window", "BlockDiagonalCovariance", () => WindowPrior.FirstState(settings, window));
    }

    [Fact]
    public void A_simulated_prior_that_diverges_is_refused() => Assert.Contains("16 of 16 simulations are not finite", Assert.Throws<ArgumentException>(
        () => WindowPrior.Climatological(new ProblemGenerator(Presets.Attractor() with { Dt = 0.5 }), RandomKey.FromSeed(1), 16)).Message,
        StringComparison.Ordinal);
}
