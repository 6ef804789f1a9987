using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.NormalCoordinates;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.InitialState;

/// <summary>
/// An amortized guess, polished: a few damped Gauss-Newton steps on the strong-constraint 4DVar cost
/// J(c) = 1/2 |c - c_b|^2 in B^-1 + 1/2 sum of |y - H(x_t(c))|^2 / r^2, started from the amortized mean, and Laplace's posterior there.
/// The control c is the state some steps before the window, so that the model carries its Gaussian background onto the attractor.
/// If the minimum leaves a suspect misfit, or the network was not trained for what is observed, the descent starts from c_b and from
/// draws of the background too; the lowest minimum is the answer, as in multi-start 4DVar, and the status says so. Samples are drawn
/// at the window's first state, where the covariance has been contracted so, and carried over the window by the model; densities are
/// of that state. If the observations stay unexplained, the amortized answer stands and the status says so. One per thread;
/// allocates nothing per analysis.
/// </summary>
public sealed class PolishedAnalysis : IPosterior, IFirstStatePosterior
{
    private const int MostRejections = 6;
    private const double FurthestStart = 4;

    // How many times the steps a start from the background may take: it is far, and rarely needed.
    private const int FromBackground = 5;

    private readonly ControlAnalysis amortized;
    private readonly Covariance covariance;
    private readonly PolishOptions options;
    private readonly ControlledWindow window;
    private readonly FirstStatePosterior firstState;
    private readonly int n, lead;
    private readonly StartingPoints candidates;
    private readonly TrainedMask trained;
    private readonly double[] center, priorFactor, v, best, trial, gradient, hessian, factor, step, control, root;
    private readonly int[] observed;
    private readonly double[] departures;
    private readonly ExclusiveUse guard = new("posterior");
    private int seen;
    private bool isPolished;
    private AnalysisStatus status;

    /// <summary>Binds a guess to the background it is polished with.</summary>
    /// <param name="guess">The trained posterior, of a control no earlier than the polish's.</param>
    /// <param name="background">Of the control of the polish.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="recalibration">Fitted to this posterior; null for the Gaussian as it is.</param>
    /// <param name="missing">The largest share of a window's observations that the guess was trained to do without.</param>
    /// <param name="name">The method's name.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or a number is out of range.</exception>
    public PolishedAnalysis(
        ControlPosterior guess, PolishBackground background, PolishOptions? options = null, Recalibration? recalibration = null,
        double missing = 0, string name = "polished")
    {
        ArgumentNullException.ThrowIfNull(guess);
        ArgumentNullException.ThrowIfNull(background);
        if (background.LeadSteps < guess.LeadSteps)
        {
            throw new ArgumentException(
                $"Expected a control {guess.LeadSteps} steps before the window or more, found {background.LeadSteps}.", nameof(background));
        }

        this.options = options ?? new PolishOptions();
        this.options.Validate();
        Guard.Length(guess.States, background.State.Dimension, nameof(background));
        (amortized, lead, Name) = (new ControlAnalysis(guess), background.LeadSteps, name);
        n = guess.States;
        trained = new TrainedMask(guess.Settings, missing);
        firstState = new FirstStatePosterior(guess.Settings, recalibration);
        window = new ControlledWindow(guess.Settings, lead);
        (center, covariance) = ([.. background.State.Mean], background.State.Covariance);
        priorFactor = covariance.Root();
        if (!covariance.IsPositiveDefinite)
            throw new ArgumentException("Expected a positive definite covariance.", nameof(background));
        (v, best, trial, gradient, step, control) = (new double[n], new double[n], new double[n], new double[n], new double[n], new double[n]);
        (hessian, factor, root) = (new double[n * n], new double[n * n], new double[n * n]);
        (observed, departures) = (new int[window.Entries], new double[window.Entries]);
        candidates = new StartingPoints(window, n, (whitened, physical) => ToControl(whitened, physical));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) =>
        Condition(problem).Worse(Moments(mean, standardDeviation));

    /// <inheritdoc/>
    public AnalysisStatus Condition(ObservedWindow problem)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        AnalysisStatus? polished = Polish(problem);
        isPolished = polished is not null;
        return status = polished?.Worse(firstState.Status()) ?? AsGuessed(amortized.Condition(problem));
    }

    /// <inheritdoc/>
    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Length(window.Entries, mean.Length, nameof(mean));
        Guard.Length(window.Entries, standardDeviation.Length, nameof(standardDeviation));
        if (!isPolished)
            return status.Worse(amortized.Moments(mean, standardDeviation));
        firstState.Moments(mean, standardDeviation);
        return status;
    }

    /// <inheritdoc/>
    public AnalysisStatus Sample(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        int count = samples.Length / window.Entries;
        Guard.Matrix(samples.Length, count, window.Entries, nameof(samples));
        if (!isPolished)
            return status.Worse(amortized.Sample(key, samples));
        firstState.Sample(key, count, samples);
        return status.Worse(AnalysisStatus.OfSamples(samples, window.Entries));
    }

    /// <inheritdoc/>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Matrix(windows.Length, logProbs.Length, window.Entries, nameof(windows));
        if (!isPolished)
            return status.Worse(amortized.LogProb(windows, logProbs));
        firstState.LogProb(windows, logProbs);
        return status.Worse(AnalysisStatus.OfLogProbs(logProbs));
    }

    /// <inheritdoc/>
    bool IFirstStatePosterior.TryWhiten(
        ObservedWindow problem, ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        if (Polish(problem) is null)
            return false;
        this.firstState.Whiten(firstState, coordinates);
        this.firstState.Features.CopyTo(features);
        return true;
    }

    private static AnalysisStatus Untrained { get; } = AnalysisStatus.Usable(
        AnalysisCode.MultiStart, "multi-start 4DVar: more is missing than the network was trained to do without");

    private static AnalysisStatus Elsewhere { get; } = AnalysisStatus.Usable(
        AnalysisCode.MultiStart, "multi-start 4DVar: a start from climatology led to a lower cost than the network's guess");

    private static AnalysisStatus AsGuessed(AnalysisStatus status) =>
        status.IsUsable
            ? AnalysisStatus.Usable(
                AnalysisCode.NotPolished, "not polished: no step helped, or the observations stay unexplained")
            : status;

    /// <summary>Leaves the posterior of the first state, and says how it was found; null if the guess has to stand.</summary>
    private AnalysisStatus? Polish(ObservedWindow problem)
    {
        amortized.Guess(problem);
        Observe(problem);
        amortized.Mean.CopyTo(control);
        window.Back(control, lead - amortized.Posterior.LeadSteps);
        ToWhitened(control, v);
        double norm = Math.Sqrt(Reduction.Dot(v, v));
        if (!double.IsFinite(norm))
            Array.Clear(v);
        for (int k = 0; k < n && norm > FurthestStart; k++)
            v[k] *= FurthestStart / norm;
        double cost = Descend(problem, options.Iterations);
        bool isTrained = trained.Covers(problem.Mask), isElsewhere = false;
        // Where less is observed, another minimum explains it more easily.
        double suspect = trained.Missing(problem.Mask) == 0 ? options.SuspectMisfit : 0;
        if (!isTrained || !(2 * cost <= seen + (suspect * Math.Sqrt(2.0 * seen))))
            isElsewhere = StartElsewhere(problem, ref cost);
        return !Settle(problem, cost) ? null : !isTrained ? Untrained : isElsewhere ? Elsewhere : AnalysisStatus.Ok;
    }

    /// <summary>Descends from the background and from the candidates of lowest cost; whether one led to a lower cost than v's.</summary>
    private bool StartElsewhere(ObservedWindow problem, ref double cost)
    {
        v.CopyTo(best, 0);
        double lowest = double.IsFinite(cost) ? cost : double.PositiveInfinity;
        bool isLower = false;
        int starts = candidates.Choose(problem, observed.AsSpan(0, seen));
        for (int start = -1; start < starts; start++)
        {
            if (start < 0)
                Array.Clear(v);
            else
                candidates.Start(start).CopyTo(v);
            double reached = Descend(problem, FromBackground * options.Iterations);
            // The same minimum again is no other.
            if (!(reached < lowest - (1e-3 * (1 + Math.Abs(lowest)))))
                continue;
            v.CopyTo(best, 0);
            (lowest, isLower) = (reached, true);
        }

        best.CopyTo(v, 0);
        cost = lowest;
        return isLower;
    }

    /// <summary>Descends from v; returns the cost there.</summary>
    private double Descend(ObservedWindow problem, int iterations)
    {
        double cost = Cost(problem, v), damping = 0;
        for (int iteration = 0; iteration < iterations && double.IsFinite(cost); iteration++)
        {
            Linearize(problem);
            double moved;
            int rejections = 0;
            do
            {
                moved = Step(damping);
                for (int k = 0; k < n; k++)
                    trial[k] = v[k] + step[k];
                double reached = Cost(problem, trial);
                if (reached <= cost)
                {
                    trial.CopyTo(v, 0);
                    (cost, damping) = (reached, damping / 10);
                    break;
                }

                damping = Math.Max(10 * damping, 0.01 * LargestCurvature());
            }
            while (moved > options.Tolerance && ++rejections <= MostRejections);
            if (!(moved > options.Tolerance) || rejections > MostRejections)
                break;
        }

        return cost;
    }

    /// <summary>The posterior about v; false if the observations stay unexplained.</summary>
    private bool Settle(ObservedWindow problem, double cost)
    {
        if (!(2 * cost <= seen + (options.LargestMisfit * Math.Sqrt(2.0 * Math.Max(seen, 1)))))
            return false;
        // The window and its derivative at the minimum; the last trial may have been another point.
        Cost(problem, v);
        Linearize(problem);
        hessian.CopyTo(factor, 0);
        return Cholesky.TryFactor(factor, n) && SetFirstState(problem.Mask);
    }

    /// <summary>The posterior of the first state: covariance T A^-1 T^T with T the tangents there and A = L L^T the Hessian.</summary>
    private bool SetFirstState(ReadOnlySpan<float> mask)
    {
        for (int c = 0; c < n; c++)
        {
            Span<double> row = root.AsSpan(c * n, n);
            window.Tangent(c).CopyTo(row);
            Cholesky.SolveLower(factor, n, row, 1);
        }

        return firstState.Set(window.Window[..n], root, mask);
    }

    private void Observe(ObservedWindow problem)
    {
        seen = 0;
        for (int e = 0; e < problem.Mask.Length; e++)
        {
            if (problem.Mask[e] != 0)
                observed[seen++] = e;
        }
    }

    /// <summary>J of a whitened control; leaves its window and the departures H(x) - y.</summary>
    private double Cost(ObservedWindow problem, ReadOnlySpan<double> whitened)
    {
        ToControl(whitened, control);
        window.Carry(control);
        ReadOnlySpan<double> states = window.Window;
        double squares = 0;
        for (int i = 0; i < seen; i++)
        {
            departures[i] = states[observed[i]] - problem.Observations[observed[i]];
            squares += Precision(problem, i) * departures[i] * departures[i];
        }

        return (Reduction.Dot(whitened, whitened) + squares) / 2;
    }

    /// <summary>The gradient and the Gauss-Newton Hessian at v, about the window of the last cost, which is v's.</summary>
    private void Linearize(ObservedWindow problem)
    {
        window.CarryRoot(priorFactor);
        Array.Clear(hessian);
        for (int k = 0; k < n; k++)
        {
            hessian[(k * n) + k] = 1;
            gradient[k] = v[k];
        }

        for (int i = 0; i < seen; i++)
        {
            ReadOnlySpan<double> h = window.Tangent(observed[i]);
            double precision = Precision(problem, i);
            for (int j = 0; j < n; j++)
            {
                double weighted = precision * h[j];
                gradient[j] += weighted * departures[i];
                for (int k = 0; k <= j; k++)
                    hessian[(j * n) + k] += weighted * h[k];
            }
        }
    }

    /// <summary>1 / R of an observed value.</summary>
    private double Precision(ObservedWindow problem, int i)
    {
        double std = problem.Settings.Observing.Std(observed[i]);
        return 1 / (std * std);
    }

    /// <summary>Solves (hessian + damping I) step = -gradient; returns the step's length in posterior standard deviations.</summary>
    private double Step(double damping)
    {
        hessian.CopyTo(factor, 0);
        for (int k = 0; k < n; k++)
            factor[(k * n) + k] += damping;
        if (!Cholesky.TryFactor(factor, n))
            return double.NaN;
        for (int k = 0; k < n; k++)
            step[k] = -gradient[k];
        Cholesky.SolveFactored(factor, n, step, 1);
        return Math.Sqrt(Math.Max(0, -Reduction.Dot(step, gradient)));
    }

    private double LargestCurvature()
    {
        double largest = 1;
        for (int k = 0; k < n; k++)
            largest = Math.Max(largest, hessian[(k * n) + k]);
        return largest;
    }

    /// <summary>c = c_b + B^1/2 v.</summary>
    private void ToControl(ReadOnlySpan<double> whitened, Span<double> physical)
    {
        covariance.MultiplyRoot(whitened, physical);
        for (int i = 0; i < n; i++)
            physical[i] += center[i];
    }

    /// <summary>v = B^-1/2 (c - c_b).</summary>
    private void ToWhitened(ReadOnlySpan<double> physical, Span<double> whitened)
    {
        for (int i = 0; i < n; i++)
            whitened[i] = physical[i] - center[i];
        covariance.Whiten(whitened, 1);
    }
}
