using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.InitialState;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

/// <summary>A window with a background of its own.</summary>
public sealed class WindowBackgroundTests
{
    [Theory]
    [InlineData(2, 0, 0, 0)]
    [InlineData(3, 2, 2, 1)]
    [InlineData(5, 2, 0, 2)]
    public void The_polished_posterior_of_a_linear_model_is_the_Kalman_update_of_that_background(int n, int burnIn, int lead, int guess)
    {
        var linear = new LinearControl(n, burnIn, lead, guess);
        var own = new Gaussian(Numbers.Normal(50 + n, n), new DenseCovariance(n, PlainMatrix.RandomCovariance(60, n, 0.7)));
        // A recalibration fitted to the trained prior would triple the spread.
        var tripled = new Recalibration([.. Enumerable.Range(0, n).Select(_ => new NormalMixture([new NormalComponent(1, 0, 3)]))]);
        var polished = new PolishedAnalysis(new ControlAnalysis(linear.Guess), linear.Settings, linear.Background, recalibration: tripled);
        float[] before = Moments(polished, linear.Problem).Std;
        linear.Problem.Background = WindowBackground.Of(own);
        AssertPosterior(polished, linear, own, 1e-6);
        Assert.Throws<Xunit.Sdk.InRangeException>(() => AssertPosterior(polished, linear, linear.Background.State, 1e-2));
        linear.Problem.Background = null;
        Assert.Equal(before, Moments(polished, linear.Problem).Std);
    }

    [Fact]
    public void Its_arrays_are_live()
    {
        var linear = new LinearControl(3, 2, 2);
        PolishedAnalysis polished = linear.Polished;
        WindowBackground background = WindowBackground.Of(linear.Background.State);
        linear.Problem.Background = background;
        for (int i = 0; i < 2; i++)
        {
            var own = new Gaussian(Numbers.Normal(70 + i, 3), new DenseCovariance(3, PlainMatrix.RandomCovariance(80 + i, 3, 0.5)));
            Array.Copy(own.Mean.ToArray(), background.Mean, 3);
            Array.Copy(own.Covariance.ToMatrix(), background.Covariance, 9);
            AssertPosterior(polished, linear, own, 1e-6);
        }
    }

    [Fact]
    public void Far_from_the_attractors_mean_it_is_4DVar_with_that_background_and_better_than_the_trained_prior()
    {
        ProblemSettings settings = AttractorControl.Settings;
        var polished = new PolishedAnalysis(new ControlAnalysis(AttractorControl.Linear), settings, AttractorControl.Background,
            new PolishOptions { Iterations = 1000, Tolerance = 1e-6 });
        double with = 0, without = 0;
        int same = 0;
        for (int i = 0; i < 20; i++)
        {
            AssimilationProblem problem = AttractorControl.Problem(i);
            float[] truth = [.. problem.Truth.Values.Take(settings.WindowEntries)];
            without += Square(Moments(polished, problem).Mean, truth);
            float[] noise = Numbers.NormalSingle(200 + i, 3);
            var own = new Gaussian([.. Enumerable.Range(0, 3).Select(c => truth[c] + (0.2 * noise[c]))], DiagonalCovariance.Isotropic(3, 0.2));
            problem.Background = WindowBackground.Of(own);
            (float[] mean, _, AnalysisStatus status) = Moments(polished, problem);
            Assert.True(status.IsUsable, status.Message);
            with += Square(mean, truth);
            LaplaceApproximation strong = new StrongFourDVar(settings, own, starts: new MultiStart { Draws = 64, Keep = 3 }).Solve(problem);
            var center = new double[3];
            polished.Condition(problem);
            polished.Center(center);
            same += Enumerable.Range(0, 3).All(c => Math.Abs(center[c] - strong.Mean[c]) < 1e-2 * strong.StandardDeviation[c]) ? 1 : 0;
        }

        AssimilationProblem last = AttractorControl.Problem(19);
        last.Background = new WindowBackground([1, 1, 20], [4, 0, 0, 0, 4, 0, 0, 0, 4]);
        float[] average = new float[settings.WindowEntries], deviation = new float[settings.WindowEntries];
        Assert.Equal(0, Allocation.AfterWarmUp(() => polished.Analyze(last, average, deviation)));
        Assert.InRange(same, 19, 20);
        Assert.True(with < 0.8 * without, $"{with} of {without}");
    }

    [Fact]
    public void The_lowest_of_the_minima_from_mean_guess_and_draws_is_the_answer()
    {
        // x^2 + x^3 / 10 = 4.8 at 2 and at -2.55: from the mean, -0.2, the descent ends at -2.55, which has the larger cost.
        var model = new MatrixModel(1, [1]);
        var settings = new ProblemSettings
        {
            Model = model, Initial = InitialDistribution.Normal([0], 1), BurnInSteps = 0, WindowSteps = 2, TotalSteps = 2,
            Observing = new ObservingSystem([new Instrument("y", new NormalError(1), new RegularSteps(1))], new Cubic()),
        };
        var problem = new ObservedWindow(settings, [4.8f, 6.8f, 2.8f], [1, 1, 1]) { Background = new WindowBackground([-0.2], [4]) };
        var trusting = new PolishOptions { SuspectMisfit = 1e6, Iterations = 100 };
        (double Center, AnalysisCode Code) Found(double guess, PolishOptions options)
        {
            var posterior = new PolishedAnalysis(new PointGuess(guess), settings, new PolishBackground(settings.Initial.OfCoordinates(), 0), options);
            var center = new double[1];
            posterior.Condition(problem);
            posterior.Center(center);
            return (center[0], posterior.Condition(problem).Code);
        }

        Assert.Equal((-2.5, AnalysisCode.Ok), Rounded(Found(-2.4, trusting)));
        Assert.Equal((2.0, AnalysisCode.Ok), Rounded(Found(2.4, trusting)));
        Assert.Equal((2.0, AnalysisCode.Ok), Rounded(Found(-2.4, trusting with { SearchEveryWindow = true })));
        Assert.Equal((2.0, AnalysisCode.MultiStart), Rounded(Found(-2.4, new())));
        problem.Background.Mean[0] = -0.9;
        Assert.Equal((-2.5, AnalysisCode.Ok), Rounded(Found(2.4, trusting)));
        static (double, AnalysisCode) Rounded((double Center, AnalysisCode Code) found) => (Math.Round(found.Center, 1), found.Code);
    }

    [Fact]
    public void Of_bounded_components_it_is_taken_to_first_order_in_their_coordinates()
    {
        var start = new InitialDistribution(new LogNormalPrior(3, 0.5), new FixedPrior(2), new NormalPrior(0, 1));
        var background = new WindowBackground([20, 2, -1], [4, 9, 0.6, 9, 9, 9, 0.6, 9, 0.25]);
        double[] mean = new double[2], root = new double[4];
        background.ToCoordinates(start, mean, root);
        CloseAssert.Absolute([Math.Log(20), -1], mean, 1e-12);
        double s = 2 / 20.0, cross = 0.6 / 20 / s;
        CloseAssert.Absolute([s, 0, cross, Math.Sqrt(0.25 - (cross * cross))], root, 1e-12);
    }

    [Fact]
    public void Without_a_polish_and_by_classical_methods_it_is_not_used_and_the_status_says_so()
    {
        var linear = new LinearControl(2, 0, 0);
        var network = new ControlAnalysis(linear.Guess);
        (float[] mean, _, AnalysisStatus status) = Moments(network, linear.Problem);
        Assert.Equal(AnalysisStatus.Ok, status);
        linear.Problem.Background = new WindowBackground([9, 9], [1, 0, 0, 1]);
        (float[] again, _, status) = Moments(network, linear.Problem);
        Assert.Equal((AnalysisCode.BackgroundUnused, true), (status.Code, status.IsUsable));
        Assert.Equal(mean, again);
        var classical = new LaplacePosterior(new StrongFourDVar(linear.Settings, linear.Background.State));
        Assert.Equal(AnalysisCode.BackgroundUnused, classical.Condition(linear.Problem).Code);
    }

    [Fact]
    public void One_that_contradicts_the_observations_leaves_the_network_s_answer_and_the_status_says_so()
    {
        var linear = new LinearControl(2, 0, 0);
        (float[] network, _, _) = Moments(new ControlAnalysis(linear.Guess), linear.Problem);
        linear.Problem.Background = new WindowBackground([1000, 1000], [1e-4, 0, 0, 1e-4]);
        (float[] mean, _, AnalysisStatus status) = Moments(linear.Polished, linear.Problem);
        Assert.Equal((AnalysisCode.NotPolished, true), (status.Code, status.IsUsable));
        Assert.Contains("the window's background", status.Message);
        Assert.Equal(network, mean);
    }

    [Fact]
    public void A_wrong_one_is_refused_by_name()
    {
        var linear = new LinearControl(2, 0, 0);
        Refuses.Argument("covariance", () => new WindowBackground([0, 0], [1, 0, 1]));
        Refuses.Argument("Background", () => linear.Problem.Background = new WindowBackground([0], [1]));
        PolishedAnalysis polished = linear.Polished;
        foreach ((double[] mean, double[] covariance, string fault) in new (double[], double[], string)[]
        {
            ([0, double.NaN], [1, 0, 0, 1], "mean 1 is NaN"), ([0, 0], [1, 0.5, 0.4, 1], "symmetric"), ([0, 0], [1, 2, 2, 1], "positive definite"),
            ([0, 0], [1, 0, 0, 0], "positive definite"), ([0, 0], [1, double.NaN, double.NaN, 1], "finite"),
        })
        {
            linear.Problem.Background = new WindowBackground(mean, covariance);
            ArgumentException refused = Assert.Throws<ArgumentException>("Background", () => polished.Condition(linear.Problem));
            Assert.Contains(fault, refused.Message);
        }

        linear.Problem.Background = new WindowBackground([0, 0], [1, 0, 0, 1]);
        Assert.True(polished.Condition(linear.Problem).IsUsable);
        var start = new InitialDistribution(new LogNormalPrior(3, 0.5), new FixedPrior(2));
        foreach ((double[] mean, string fault) in new (double[], string)[] { ([-1, 2], "support"), ([1, 3], "fixed") })
        {
            ArgumentException refused = Assert.Throws<ArgumentException>(
                "Background", () => new WindowBackground(mean, [1, 0, 0, 1]).ToCoordinates(start, new double[1], new double[1]));
            Assert.Contains(fault, refused.Message);
        }
    }

    private static (float[] Mean, float[] Std, AnalysisStatus Status) Moments(IPosterior posterior, ObservedWindow problem)
    {
        float[] mean = new float[problem.Settings.WindowEntries], std = new float[mean.Length];
        return (mean, std, posterior.Analyze(problem, mean, std));
    }

    private static double Square(float[] x, float[] y) => x.Zip(y, (a, b) => (double)(a - b) * (a - b)).Sum();

    /// <summary>The closed form of <see cref="LinearControl"/> for another background.</summary>
    private static void AssertPosterior(PolishedAnalysis polished, LinearControl linear, Gaussian own, double tolerance)
    {
        (float[] mean, float[] std, AnalysisStatus status) = Moments(polished, linear.Problem);
        Assert.Equal(AnalysisStatus.Ok, status);
        (double[] exact, double[] covariance) = linear.Posterior(own);
        double worst = 0;
        for (int e = 0; e < mean.Length; e++)
        {
            // Answers are in single precision.
            double scale = Math.Abs(exact[e]) + Math.Sqrt(covariance[e * (mean.Length + 1)]);
            worst = Math.Max(worst, Math.Max(Math.Abs(mean[e] - exact[e]), Math.Abs(std[e] - Math.Sqrt(covariance[e * (mean.Length + 1)]))) / scale);
        }

        Assert.InRange(worst, 0, tolerance);
        var center = new double[linear.Settings.StateDimension];
        polished.Condition(linear.Problem);
        polished.Center(center);
        CloseAssert.Absolute(exact.AsSpan(0, center.Length).ToArray(), center, tolerance);
    }
}
