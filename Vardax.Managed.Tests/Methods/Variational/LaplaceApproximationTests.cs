using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class LaplaceApproximationTests
{
    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 5)]
    [InlineData(10, 4)]
    [InlineData(40, 3)]
    public void The_density_is_the_multivariate_normal_of_the_closed_form(int n, int steps)
    {
        var problem = new LinearGaussian(n, steps);
        DensityAgrees(new StrongFourDVar(problem.Settings, problem.Prior).Solve(problem.Observations),
            problem.FirstState(problem.Window(modelError: false)));
        DensityAgrees(new WeakFourDVar(problem.Settings, problem.Prior, problem.ModelError).Solve(problem.Observations),
            problem.Errors(problem.Window(modelError: true)));
        Gaussian window = WindowPrior.Linearized(problem.Settings, problem.Prior, problem.ModelError);
        DensityAgrees(new OptimalInterpolation(problem.Settings, window).Solve(problem.Observations),
            problem.Window(modelError: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Samples_have_the_mean_and_covariance_of_the_closed_form(bool modelError)
    {
        const int count = 20_000;
        var problem = new LinearGaussian(3, 4);
        LaplaceApproximation posterior = modelError
            ? new WeakFourDVar(problem.Settings, problem.Prior, problem.ModelError).Solve(problem.Observations)
            : new StrongFourDVar(problem.Settings, problem.Prior).Solve(problem.Observations);
        (double[] mean, double[] covariance) = problem.Window(modelError);
        int entries = mean.Length;
        float[] samples = new float[count * entries];
        posterior.Sample(RandomKey.FromSeed(5), samples);
        double[] sums = new double[entries], products = new double[entries * entries];
        for (int s = 0; s < count; s++)
        {
            for (int i = 0; i < entries; i++)
            {
                double x = samples[(s * entries) + i] - mean[i];
                sums[i] += x;
                for (int j = 0; j <= i; j++)
                    products[(i * entries) + j] += x * (samples[(s * entries) + j] - mean[j]);
            }
        }

        for (int i = 0; i < entries; i++)
        {
            double variance = covariance[i * (entries + 1)];
            CloseAssert.Absolute(0, sums[i] / count, 5 * Math.Sqrt(variance / count), $"mean {i}");
            for (int j = 0; j <= i; j++)
            {
                double expected = covariance[(i * entries) + j], other = covariance[j * (entries + 1)];
                double error = Math.Sqrt(((variance * other) + (expected * expected)) / count);
                CloseAssert.Absolute(expected, products[(i * entries) + j] / count, 5 * error, $"covariance {i}, {j}");
            }
        }
    }

    [Fact]
    public void Samples_are_a_function_of_the_key()
    {
        var problem = new LinearGaussian(3, 4);
        LaplaceApproximation posterior = new StrongFourDVar(problem.Settings, problem.Prior).Solve(problem.Observations);
        float[] first = new float[150], again = new float[150], other = new float[150], fewer = new float[30];
        posterior.Sample(RandomKey.FromSeed(5), first);
        posterior.Sample(RandomKey.FromSeed(5), again);
        posterior.Sample(RandomKey.FromSeed(6), other);
        posterior.Sample(RandomKey.FromSeed(5), fewer);
        BitwiseAssert.Equal<float>(first, again);
        BitwiseAssert.Equal<float>(first.AsSpan(0, 30), fewer);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void A_singular_prior_has_no_density()
    {
        var problem = new LinearGaussian(2, 5);
        Gaussian window = WindowPrior.Linearized(problem.Settings, problem.Prior);
        LaplaceApproximation posterior = new OptimalInterpolation(problem.Settings, window).Solve(problem.Observations);
        Assert.Throws<InvalidOperationException>(() => posterior.LogProb(posterior.Mean));
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        var problem = new LinearGaussian(2, 5);
        LaplaceApproximation posterior = new StrongFourDVar(problem.Settings, problem.Prior).Solve(problem.Observations);
        CovarianceChecks.Refused("control", "Expected 2 entries, found 3", () => posterior.LogProb([1, 2, 3]));
        Refuses.Argument("samples", () => posterior.Sample(RandomKey.FromSeed(1), new float[13]));
        Refuses.Argument("samples", () => posterior.Sample(RandomKey.FromSeed(1), []));
    }

    private static void DensityAgrees(LaplaceApproximation posterior, (double[] Mean, double[] Covariance) exact)
    {
        int n = exact.Mean.Length;
        (double[] precision, double log) = PlainMatrix.Invert(exact.Covariance, n);
        foreach (double distance in new[] { 0, 0.3, 1 })
        {
            double[] d = [.. Numbers.Normal(77, n).Select(x => distance * x)], u = [.. exact.Mean.Zip(d, (m, x) => m + x)];
            double square = GradientCheck.Dot(d, PlainMatrix.Multiply(precision, d, n, n, 1));
            double expected = -(square + log + (n * Math.Log(2 * Math.PI))) / 2;
            CloseAssert.Absolute(expected, posterior.LogProb(u), 1e-6 * Math.Max(1, Math.Abs(expected)), $"{n} at {distance}");
        }
    }
}
