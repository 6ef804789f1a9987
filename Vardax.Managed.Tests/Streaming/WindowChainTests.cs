using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Models;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Streaming;

/// <summary>Consecutive windows that share what they know.</summary>
public sealed class WindowChainTests
{
    private const int States = 40;

    // Windows have 7 states: they overlap by 5, by 4, or share one state alone.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 6)]
    public void Of_a_linear_system_a_window_answers_as_the_posterior_given_all_observations_up_to_its_end(int n, int stride)
    {
        var linear = new Linear(n);
        (double[] y, bool[] seen) = Series(linear);
        PolishedAnalysis posterior = linear.Polished;
        var chain = Chain(linear);
        ObservedWindow window = Empty(linear.Settings);
        int entries = linear.Settings.WindowEntries, p = linear.Settings.Observing.Instruments.Count;
        float[] mean = new float[entries], std = new float[entries];
        double worst = 0, alone = 0;
        for (int first = 0; first + linear.Settings.WindowSteps < States; first += stride)
        {
            Fill(window, y, seen, first);
            bool isLast = first + stride + linear.Settings.WindowSteps >= States;
            Assert.Null(chain.Take(window, isLast ? 0 : stride));
            AnalysisStatus status = posterior.Analyze(window, mean, std);
            Assert.True(status.Code is AnalysisCode.Ok or AnalysisCode.MultiStart, status.Message);
            double[] given = [.. seen.Select((s, at) => s && at / p <= first + linear.Settings.WindowSteps ? 1.0 : 0)];
            worst = Math.Max(worst, Error(linear, y, given, first, mean, std));
            if (first > 0)
            {
                given = [.. given.Select((s, at) => at / p >= first ? s : 0)];
                alone = Math.Max(alone, Error(linear, y, given, first, mean, std));
            }
        }

        Assert.InRange(worst, 0, 2e-5);
        // The test can tell: what was before the window matters.
        Assert.True(alone > 0.01, $"{alone}");
    }

    [Fact]
    public void Covariances_are_inflated_from_window_to_window()
    {
        var linear = new Linear(3);
        (double[] y, bool[] seen) = Series(linear);
        ObservedWindow plain = Empty(linear.Settings), inflated = Empty(linear.Settings);
        WindowChain one = Chain(linear), more = Chain(linear, 1.5);
        for (int first = 0; first < 4; first += 2)
        {
            Fill(plain, y, seen, first);
            Fill(inflated, y, seen, first);
            one.Take(plain, 2);
            more.Take(inflated, 2);
        }

        CloseAssert.Absolute(plain.Background!.Mean, inflated.Background!.Mean, 1e-12);
        for (int i = 0; i < 9; i++)
            Assert.Equal(1.5 * plain.Background.Covariance[i], inflated.Background.Covariance[i], 1e-9);
    }

    [Fact]
    public void A_window_that_contradicts_what_is_known_begins_anew()
    {
        var linear = new Linear(2);
        (double[] y, bool[] seen) = Series(linear);
        WindowChain chain = Chain(linear);
        ObservedWindow window = Empty(linear.Settings);
        string?[] reasons = new string?[6];
        for (int i = 0; i < reasons.Length; i++)
        {
            Fill(window, y, seen, 2 * i);
            for (int e = 0; e < window.Observations.Length; e++)
                window.Observations[e] += 2 * i + (e / 2) >= 6 ? 1000 : 0;
            reasons[i] = chain.Take(window, 2);
        }

        Assert.Equal([null, null, null], reasons[..3]);
        Assert.Equal("what is known from before does not explain its observations", reasons[3]);
        Assert.Null(window.Background);
        Assert.Equal("the window before has no answer of the polish", reasons[4]);
    }

    [Fact]
    public void A_window_begins_anew_where_the_models_own_prior_makes_its_observations_far_likelier()
    {
        var linear = new Linear(2);
        (double[] y, bool[] seen) = Series(linear);
        double[] prior = linear.Background.State.Covariance.ToMatrix();
        int atOnce = 0, together = 0, kept = 0;
        for (int run = 0; run < 80; run++)
        {
            List<ObservedWindow> windows = [Jumped(0, [0, 0])];
            double[] jumps = Numbers.Normal(400 + run, 12);
            double odds = 0;
            string? reason = null;
            for (int i = 1; i < 6 && reason is null; i++)
            {
                ObservedWindow window = Jumped(6 * i, [0.5 * jumps[2 * i], 0.5 * jumps[(2 * i) + 1]]);
                (reason, WindowBackground known) = Told(windows, window);
                int[] at = [.. Enumerable.Range(0, 12).Where(e => window.Mask[e] != 0)];
                (double misfit, double likely) = LogDensity(linear, at, window, known.Mean, known.Covariance);
                double more = LogDensity(linear, at, window, [.. linear.Background.State.Mean], prior).Log - likely, deviation = Math.Sqrt(2 * at.Length);
                if (odds > 0 || misfit > at.Length + deviation)
                    odds = Math.Max(0, odds + more);
                bool isUnexplained = misfit > at.Length + (8 * deviation);
                Assert.Equal(isUnexplained || odds > 7, reason is not null);
                atOnce += !isUnexplained && more > 7 ? 1 : 0;
                together += !isUnexplained && odds > 7 && more < 7 ? 1 : 0;
                kept += odds is > 0 and < 7 ? 1 : 0;
                windows.Add(window);
            }
        }

        // Both sides of the odds are seen, of one window and of several, where the misfit alone says nothing.
        Assert.True(atOnce > 0 && together > 0 && kept > 0, $"{atOnce} {together} {kept}");

        // The observations of another trajectory, some way off at the window's start.
        ObservedWindow Jumped(int first, double[] shift)
        {
            ObservedWindow window = Empty(linear.Settings);
            Fill(window, y, seen, first);
            for (int e = 0; e < window.Observations.Length; e += 2, shift = PlainMatrix.Multiply(linear.Matrix, shift, 2, 2, 1))
                (window.Observations[e], window.Observations[e + 1]) = (window.Observations[e] + (float)shift[0], window.Observations[e + 1] + (float)shift[1]);
            return window;
        }

        // What a chain says of a window after others, and what it told that window: a blank one in its place keeps it.
        (string? Reason, WindowBackground Known) Told(List<ObservedWindow> before, ObservedWindow window)
        {
            WindowChain one = Chain(linear), other = Chain(linear);
            foreach (ObservedWindow past in before)
                Assert.Equal(one.Take(past, 6), other.Take(past, 6));
            ObservedWindow blank = Empty(linear.Settings);
            other.Take(blank, 0);
            return (one.Take(window, 6), blank.Background!);
        }
    }

    [Fact]
    public void Windows_that_are_used_again_take_no_memory()
    {
        AssimilationProblem problem = new ProblemGenerator(AttractorControl.Settings with { TotalSteps = 100 }).Generate(RandomKey.FromSeed(4));
        WindowChain chain = new(Attractor(), AttractorControl.Settings, AttractorControl.Background, null, 1);
        ObservedWindow window = Empty(AttractorControl.Settings);
        problem.Mask.CopyTo(window.Mask, 0);
        int first = 0;
        Assert.Equal(0, Allocation.AfterWarmUp(
            () =>
            {
                problem.Truth.Values.AsSpan(3 * first, window.Observations.Length).CopyTo(window.Observations);
                Assert.Null(chain.Take(window, 5));
                first += 5;
            },
            repeats: 2));
        Assert.NotNull(window.Background);
    }

    [Fact]
    public void A_window_after_one_without_observations_begins_anew()
    {
        ProblemSettings settings = AttractorControl.Settings;
        var climatology = Climatology.Estimate(new ProblemGenerator(settings), RandomKey.FromSeed(3), 1000);
        var chain = new WindowChain(Attractor(), settings, AttractorControl.Background, climatology, 1);
        ObservedWindow window = Empty(settings);
        Assert.Null(chain.Take(window, 20));
        Assert.Equal("what is known from before says no more of it than climatology", chain.Take(window, 20));
    }

    [Fact]
    public void The_state_of_a_bent_posterior_has_the_moments_of_its_samples()
    {
        ProblemSettings settings = AttractorControl.Settings;
        PolishedAnalysis polished = Attractor();
        const int count = 4000;
        int entries = settings.WindowEntries, bent = 0;
        float[] samples = new float[count * entries], mean = new float[entries], std = new float[entries];
        var state = new WindowBackground(new double[3], new double[9]);
        for (int i = 0; i < 12; i++)
        {
            AssimilationProblem problem = AttractorControl.Problem(i);
            problem.Mask.AsSpan(6..).Clear();
            Assert.True(polished.Analyze(problem, mean, std).IsUsable);
            Assert.True(polished.TryState(30, state));
            polished.Sample(RandomKey.FromSeed(1), samples);
            double[][] at = [.. Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, count).Select(s => (double)samples[(s * entries) + 90 + c]).ToArray())];
            for (int c = 0; c < 3; c++)
            {
                Assert.Equal(mean[90 + c], state.Mean[c], 1e-3 * std[90 + c]);
                Assert.Equal(std[90 + c], Math.Sqrt(state.Covariance[4 * c]), 1e-3 * std[90 + c]);
                for (int d = 0; d < 3; d++)
                {
                    double covariance = at[c].Zip(at[d], (a, b) => (a - at[c].Average()) * (b - at[d].Average())).Average();
                    Assert.Equal(covariance, state.Covariance[(3 * c) + d], 0.15 * std[90 + c] * std[90 + d]);
                }
            }

            bent += Math.Abs(at[0].Average() - mean[90]) < 0.1 * std[90] ? 1 : 0;
        }

        Assert.Equal(12, bent);
    }

    [Fact]
    public void What_cannot_be_chained_is_refused()
    {
        var linear = new Linear(2);
        Refuses.Argument("inflation", () => Chain(linear, 0.9));
        Refuses.Argument("steps", () => Chain(linear).Take(Empty(linear.Settings), 7));
        Refuses.Argument("model", () => new WindowChain(ModelCase.Model("standardized")));
        ProblemSettings settings = linear.Settings with { Initial = new InitialDistribution(new NormalPrior(0, 1), new FixedPrior(2)) };
        var prior = new PolishBackground(settings.Initial.OfCoordinates(), 0);
        var posterior = new PolishedAnalysis(new PointGuess(0, 2), settings, prior);
        ArgumentException refused = Assert.Throws<ArgumentException>("settings", () => new WindowChain(posterior, settings, prior, null, 1));
        Assert.Contains("x1 is 2 at the start of every window", refused.Message);
        // The state before the observations has no answer of the polish.
        Assert.False(linear.Polished.TryState(0, new WindowBackground([0, 0], [1, 0, 0, 1])));
    }

    private static WindowChain Chain(Linear linear, double inflation = 1) =>
        new(linear.Polished, linear.Settings, linear.Background, null, inflation);

    private static PolishedAnalysis Attractor() => new(new ControlAnalysis(AttractorControl.Linear), AttractorControl.Settings, AttractorControl.Background);

    private static ObservedWindow Empty(ProblemSettings settings) =>
        new(settings, new float[settings.ObservationEntries], new float[settings.ObservationEntries]);

    /// <summary>Observations of a long run, (time, instrument), at two in three of the steps; half as many values are missing.</summary>
    private static (double[] Y, bool[] Seen) Series(Linear linear)
    {
        int n = linear.Settings.StateDimension, p = linear.Settings.Observing.Instruments.Count;
        double[] x = Numbers.Normal(300 + n, n), noise = Numbers.Normal(301, States * p), gaps = Numbers.Normal(302, States * p), y = new double[States * p];
        for (int t = 0; t < States; t++)
        {
            for (int i = 0; i < p; i++)
                y[(t * p) + i] = (float)(x[i] + (0.3 * noise[(t * p) + i]));
            x = PlainMatrix.Multiply(linear.Matrix, x, n, n, 1);
        }

        return (y, [.. gaps.Select((g, at) => at / p % 3 != 1 && (at % p == 0 || at % p == n - 1) && g > -0.7)]);
    }

    private static void Fill(ObservedWindow window, double[] y, bool[] seen, int first)
    {
        int p = window.Settings.Observing.Instruments.Count;
        for (int e = 0; e < window.Mask.Length; e++)
        {
            bool isSeen = (first * p) + e < y.Length && seen[(first * p) + e];
            (window.Observations[e], window.Mask[e]) = isSeen ? ((float)y[(first * p) + e], 1) : (0, 0);
        }
    }

    /// <summary>The largest error, in standard deviations, against x_0 ~ N(m, B) given some of the observations, carried to the window.</summary>
    private static double Error(Linear linear, double[] y, double[] given, int first, float[] mean, float[] std)
    {
        ProblemSettings settings = linear.Settings;
        int n = settings.StateDimension, all = States * n;
        double variance = settings.Noise() * settings.Noise();
        double[] w = new double[all * n], power = PlainMatrix.Identity(n);
        for (int t = 0; t < States; t++)
        {
            power.CopyTo(w, t * n * n);
            power = PlainMatrix.Multiply(linear.Matrix, power, n, n, n);
        }

        // B^-1 + H^T H / r^2, and its right-hand side.
        Gaussian prior = linear.Background.State;
        double[] precision = PlainMatrix.Invert(prior.Covariance.ToMatrix(), n).Inverse, right = PlainMatrix.Multiply(precision, [.. prior.Mean], n, n, 1);
        for (int at = 0; at < given.Length; at++)
        {
            int row = at * n;
            for (int i = 0; i < n; i++)
            {
                right[i] += given[at] * w[row + i] * y[at] / variance;
                for (int j = 0; j < n; j++)
                    precision[(i * n) + j] += given[at] * w[row + i] * w[row + j] / variance;
            }
        }

        double[] covariance = PlainMatrix.Invert(precision, n).Inverse, start = PlainMatrix.Multiply(covariance, right, n, n, 1), worst = [0];
        for (int e = 0; e < mean.Length; e++)
        {
            double[] row = w[(((first * n) + e) * n)..(((first * n) + e + 1) * n)];
            double exact = PlainMatrix.Multiply(row, start, 1, n, 1)[0];
            double s = Math.Sqrt(PlainMatrix.Multiply(PlainMatrix.Multiply(row, covariance, 1, n, n), row, 1, n, 1)[0]);
            worst[0] = Math.Max(worst[0], Math.Max(Math.Abs(mean[e] - exact), Math.Abs(std[e] - s)) / s);
        }

        return worst[0];
    }

    /// <summary>Twice the lowest cost, and the log density of observations at entries of a window whose first state is N(m, P), but for a constant.</summary>
    private static (double Misfit, double Log) LogDensity(Linear linear, int[] at, ObservedWindow window, double[] m, double[] p)
    {
        int n = m.Length, count = at.Length;
        double noise = linear.Settings.Noise(), misfit = 0;
        double[] h = new double[count * n], power = PlainMatrix.Identity(n);
        for (int t = 0; t < linear.Settings.WindowStates; t++, power = PlainMatrix.Multiply(linear.Matrix, power, n, n, n))
        {
            for (int i = 0; i < count; i++)
            {
                if (at[i] / n == t)
                    power.AsSpan(at[i] % n * n, n).CopyTo(h.AsSpan(i * n));
            }
        }

        double[] s = PlainMatrix.Multiply(PlainMatrix.Multiply(h, p, count, n, n), PlainMatrix.Transpose(h, count, n), count, n, count);
        for (int i = 0; i < count; i++)
            s[i * (count + 1)] += noise * noise;
        (double[] inverse, double log) = PlainMatrix.Invert(s, count);
        double[] d = [.. PlainMatrix.Multiply(h, m, count, n, 1).Select((v, i) => v - window.Observations[at[i]])];
        double[] weighted = PlainMatrix.Multiply(inverse, d, count, count, 1);
        for (int i = 0; i < count; i++)
            misfit += d[i] * weighted[i];
        return (misfit, -(misfit + log) / 2);
    }

    /// <summary>x_{k+1} = A x_k with a rotation A, from a normal start; windows of 7 states, the first and last components of which are seen.</summary>
    private sealed class Linear
    {
        public Linear(int n)
        {
            Matrix = PlainMatrix.Identity(n);
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    double[] turn = PlainMatrix.Identity(n);
                    (double sin, double cos) = Math.SinCos(0.2 + (0.3 * i) + (0.1 * j));
                    (turn[i * (n + 1)], turn[j * (n + 1)], turn[(i * n) + j], turn[(j * n) + i]) = (cos, cos, sin, -sin);
                    Matrix = PlainMatrix.Multiply(Matrix, turn, n, n, n);
                }
            }

            var model = new MatrixModel(n, Matrix);
            Settings = new ProblemSettings
            {
                Model = model, Initial = InitialDistribution.Normal(Numbers.Normal(n + 20, n), 1.5), BurnInSteps = 0, WindowSteps = 6,
                TotalSteps = 6, Observing = ObservingSystem.OfComponents(model, 0.3, 2, components: [0, n - 1]),
            };
            Background = new PolishBackground(Settings.Initial.OfCoordinates(), 0);
        }

        public double[] Matrix { get; }

        public ProblemSettings Settings { get; }

        public PolishBackground Background { get; }

        public PolishedAnalysis Polished => new(new PointGuess(new double[Settings.StateDimension]), Settings, Background);
    }
}
