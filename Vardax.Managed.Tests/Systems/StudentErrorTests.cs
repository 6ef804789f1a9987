using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Systems;

public sealed class StudentErrorTests
{
    // x stays where it is and is seen nine times, so that its posterior is a product of ten factors.
    private static readonly ProblemSettings Constant = SystemDefinition.Read(
    [
        new("state", "x", "0 * x"), new("initial", "x", "normal(0, 2)"),
        new("observe.x", "value", "x"), new("observe.x", "error", "student(0.5, 3)"), new("observe.x", "every", "1"),
        new("time", "step", "1"), new("time", "window", "8"),
    ]).Settings;

    private static readonly float[] Outlier = [1.1f, 0.7f, 9, 1.4f, 0.9f, 1.2f, 0.2f, 1.0f, 1.3f];

    [Theory]
    [InlineData(1.5)]
    [InlineData(4)]
    [InlineData(30)]
    public void Whitened_squares_are_the_negative_log_density_with_the_right_mean_and_variance(double degrees)
    {
        var error = new StudentError(1, degrees);
        double sum = 0, mean = 0, square = 0;
        // t = tan(u) covers the whole line.
        for (double u = -(Math.PI / 2) + 5e-6; u < Math.PI / 2; u += 1e-5)
        {
            double t = Math.Tan(u), log = (degrees + 1) / 2 * Math.Log(1 + (t * t / degrees));
            (double s, double slope) = error.Whiten(t);
            CloseAssert.Absolute(log, s * s / 2, 1e-9 * (1 + log));
            Assert.True(slope > 0 && s * t >= 0);
            double weight = Math.Exp(-log) * (1 + (t * t));
            (sum, mean, square) = (sum + weight, mean + (weight * s * s), square + (weight * s * s * s * s));
        }

        CloseAssert.Relative(mean / sum, error.Squares.Mean, 1e-3);
        CloseAssert.Relative((square / sum) - Math.Pow(mean / sum, 2), error.Squares.Variance, 1e-2);
    }

    [Fact]
    public void The_slope_is_the_derivative()
    {
        var error = new StudentError(1, 3);
        foreach (double t in (double[])[-40, -1, -1e-3, 1e-7, 0.5, 7])
        {
            double h = 1e-6 * Math.Max(Math.Abs(t), 1e-2);
            double difference = (error.Whiten(t + h).Value - error.Whiten(t - h).Value) / (2 * h);
            CloseAssert.Relative(difference, error.Whiten(t).Slope, 1e-5, $"{t}");
        }
    }

    [Fact]
    public void An_outlier_moves_4DVar_and_the_exact_posterior_no_further_than_the_density_does()
    {
        var window = new ObservedWindow(Constant, Outlier, [.. Enumerable.Repeat(1f, 9)]);
        double sum = 0, mean = 0, square = 0, best = double.NegativeInfinity, mode = 0;
        for (double x = -10; x < 10; x += 1e-3)
        {
            double log = -x * x / 8;
            foreach (float y in Outlier)
                log -= 2 * Math.Log(1 + (Math.Pow((y - x) / 0.5, 2) / 3));
            double weight = Math.Exp(log);
            (sum, mean, square) = (sum + weight, mean + (weight * x), square + (weight * x * x));
            (best, mode) = log > best ? (log, x) : (best, mode);
        }

        mean /= sum;
        double std = Math.Sqrt((square / sum) - (mean * mean));
        Assert.True(Math.Abs(mode - Outlier.Average()) > 0.5);
        var found = new float[9];
        var deviation = new float[9];
        new StrongFourDVar(Constant, new Gaussian([0], new DiagonalCovariance([2]))).Analyze(window, found, deviation);
        CloseAssert.Absolute(mode, found[0], 2e-3);
        CloseAssert.Relative(std, deviation[0], 0.2);
        OracleResult exact = new ImportanceSamplingOracle(
            new ProblemGenerator(Constant), RandomKey.FromSeed(1), 1 << 18).Analyze(window);
        CloseAssert.Absolute(mean, exact.Mean[0], 0.02 * std);
        CloseAssert.Relative(std, exact.StandardDeviation[0], 0.02);
    }
}
