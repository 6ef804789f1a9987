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
            double log = Log(x), weight = Math.Exp(log);
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
        // Laplace's own: the curvature at the mode, to which the outlier adds nothing.
        const double h = 1e-3;
        double x0 = found[0], curvature = ((2 * Log(x0)) - Log(x0 + h) - Log(x0 - h)) / (h * h);
        CloseAssert.Relative(1 / Math.Sqrt(curvature), deviation[0], 1e-4);
        OracleResult exact = new ImportanceSamplingOracle(
            new ProblemGenerator(Constant), RandomKey.FromSeed(1), 1 << 18).Analyze(window);
        CloseAssert.Absolute(mean, exact.Mean[0], 0.02 * std);
        CloseAssert.Relative(std, exact.StandardDeviation[0], 0.02);

        static double Log(double x) => (-x * x / 8) - Outlier.Sum(y => 2 * Math.Log(1 + (Math.Pow((y - x) / 0.5, 2) / 3)));
    }

    [Fact]
    public void Ten_sigma_errors_of_one_value_in_twenty_cost_the_polish_little_with_Student_errors_and_much_with_normal_ones()
    {
        var random = new Random(2);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
        (ProblemSettings student, ProblemSettings normal) = (Oscillator("student(0.5, 4)"), Oscillator("normal(0.5)"));
        PolishedAnalysis heavy = Polished(student), light = Polished(normal);
        const int windows = 200;
        double robust = 0, robustClean = 0, plain = 0, plainClean = 0;
        int one = 0, two = 0, count = 0;
        float[] mask = [.. Enumerable.Repeat(1f, 41)], mean = new float[82], std = new float[82];
        for (int i = 0; i < windows; i++)
        {
            double[] start = [2 * Normal(), 2 * Normal()], x = [.. Enumerable.Range(0, 41).Select(t => (start[0] * Math.Cos(t / 10.0)) + (start[1] * Math.Sin(t / 10.0)))];
            float[] clean = [.. x.Select(value => (float)(value + (0.5 * Normal())))];
            float[] dirty = [.. clean.Select(value => random.NextDouble() < 0.05 ? value + (random.Next(2) == 0 ? -5 : 5) : value)];
            plainClean += Square(light, normal, clean);
            plain += Square(light, normal, dirty);
            robustClean += Square(heavy, student, clean);
            robust += Square(heavy, student, dirty);
            for (int t = 0; t < 41; t++, count++)
            {
                double z = Math.Abs(mean[2 * t] - x[t]) / std[2 * t];
                (one, two) = (one + (z < 1 ? 1 : 0), two + (z < 2 ? 1 : 0));
            }

            double Square(PolishedAnalysis posterior, ProblemSettings settings, float[] y)
            {
                posterior.Analyze(new ObservedWindow(settings, y, mask), mean, std);
                return Enumerable.Range(0, 41).Sum(t => Math.Pow(mean[2 * t] - x[t], 2));
            }
        }

        Assert.InRange(Math.Sqrt(robust / plainClean), 1, 1.2);
        Assert.InRange(Math.Sqrt(robustClean / plainClean), 1, 1.1);
        Assert.True(Math.Sqrt(plain / plainClean) > 1.5);
        Assert.InRange((double)one / count, 0.62, 0.75);
        Assert.InRange((double)two / count, 0.92, 0.985);

        static PolishedAnalysis Polished(ProblemSettings settings) =>
            new(new PointGuess(0, 0), settings, new PolishBackground(settings.Initial.OfCoordinates(), 0),
                // The Gaussian fit may not leave its answer to the guess.
                new PolishOptions { LargestMisfit = 1e6 });
    }

    private static ProblemSettings Oscillator(string error) => SystemDefinition.Read(
    [
        new("state", "x", "v"), new("state", "v", "-x"), new("initial", "x", "normal(0, 2)"), new("initial", "v", "normal(0, 2)"),
        new("observe.x", "value", "x"), new("observe.x", "error", error), new("observe.x", "every", "0.1"),
        new("time", "step", "0.1"), new("time", "window", "4"),
    ]).Settings;
}
