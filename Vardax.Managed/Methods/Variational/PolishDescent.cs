using Vardax.Managed.InitialState;
using Vardax.Managed.Kernels;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// Descents of the cost of one background, and Laplace's posterior about the minima. Holds its buffers: one instance serves one
/// thread, and allocates nothing per window.
/// </summary>
internal sealed class PolishDescent
{
    private const double FurthestStart = 4;

    // Twice as many as modes that can count: minima far above the lowest are found too.
    private const int MostMinima = 2 * LaplaceMixture.MostModes;

    // How many times the steps a start from the background may take: it is far, and rarely needed.
    private const int FromBackground = 3;

    // Part of a window tells where the minimum of more of it is, and no more.
    private const int StageIterations = 4;

    // The windows of the draws that descents may start from take a megabyte or two at most. Draws of a window's own background serve that
    // window alone.
    private const int MostDraws = 512, FewestDraws = 32, MostValues = 1 << 18, OwnDraws = 64;

    // Draws that are tried at most, the lowest cost first; and how many in a row may find no other minimum if several are looked for.
    private const int MostTried = 32, Patience = 8;

    // Where outliers are expected, more of them than expected are no reason to leave the lowest minimum for a network's answer.
    private const int HeavyTails = 2;

    private readonly PolishOptions options;
    private readonly InstrumentReadings readings;
    private readonly TrajectoryControl control;
    private readonly VariationalSolver solver;
    private readonly LevenbergMarquardt fromGuess, stage;
    private readonly MultiStart starts;
    private readonly Minima minima;
    private readonly int n, steps;
    private readonly double largestMisfit;
    private readonly double[] v;

    /// <summary>Of the background of all windows, or of one that each window brings.</summary>
    /// <param name="settings">The family of problems.</param>
    /// <param name="readings">The observations.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="background">Of all windows; null if each brings its own.</param>
    /// <param name="recalibration">Fitted to the posterior of that background; null for the Gaussian as it is.</param>
    public PolishDescent(
        ProblemSettings settings, InstrumentReadings readings, PolishOptions options, PolishBackground? background,
        Recalibration? recalibration)
    {
        (this.readings, this.options, steps) = (readings, options, settings.WindowSteps);
        largestMisfit = options.LargestMisfit * (settings.Observing.HasNormalErrors ? 1 : HeavyTails);
        int lead = background?.LeadSteps ?? 0;
        control = background is null ? TrajectoryControl.OfWindows(settings) : new TrajectoryControl(settings, background.State, lead);
        n = control.Start.Coordinates;
        LevenbergMarquardt Descent(int iterations) => new()
        {
            MaxIterations = iterations, InitialDamping = 0, RaisedDamping = 0.01, StepTolerance = options.Tolerance,
        };
        int iterations = Math.Max(options.Iterations, n);
        (fromGuess, stage) = (Descent(iterations), Descent(Math.Min(StageIterations, iterations)));
        starts = new MultiStart
        {
            Draws = background is null ? OwnDraws : Math.Clamp(MostValues / settings.WindowEntries, FewestDraws, MostDraws),
            FromObservations = false,
        };
        var method = new StrongFourDVar(
            settings, background?.State ?? new(control.Mean, control.Covariance), Descent(Math.Max(FromBackground * options.Iterations, n)),
            starts, lead);
        (minima, v) = (new Minima(n, MostMinima), new double[n]);
        solver = new VariationalSolver(method, control, readings) { Found = minima };
        Posterior = new LaplaceMixture(
            settings, control, readings, recalibration, options.Draws, background?.IsExact(settings) ?? true);
    }

    /// <summary>The posterior about the minima.</summary>
    public LaplaceMixture Posterior { get; }

    /// <summary>The cost of the lowest minimum so far; not a number if there is none.</summary>
    public double Cost => minima.Count > 0 ? minima.Cost(0) : double.NaN;

    /// <summary>Whether the descent that led there converged.</summary>
    public bool HasConverged => minima.Count > 0 && minima.HasConverged(0);

    /// <summary>Takes the background that a window brings.</summary>
    /// <exception cref="ArgumentException">The background is refused.</exception>
    public void Take(WindowBackground background)
    {
        solver.Forget();
        control.Take(background);
    }

    /// <summary>Forgets the minima of the window before.</summary>
    public void Start() => minima.Clear();

    /// <summary>Descends from a state at the window's start.</summary>
    /// <returns>Whether this found another minimum.</returns>
    public bool From(ReadOnlySpan<double> state)
    {
        Whiten(state, v);
        return Descend();
    }

    /// <summary>
    /// Descends from a state far off: over the observations of a quarter of the window first, then of a half, then of all, so that the
    /// minimum is followed while the window grows (quasi-static assimilation: Pires, Vautard and Talagrand 1996, Tellus A 48).
    /// </summary>
    /// <returns>Whether this found another minimum.</returns>
    public bool FromAfar(ReadOnlySpan<double> state)
    {
        Whiten(state, v);
        return Follow();
    }

    /// <summary>Descends from the mean of the background.</summary>
    public void FromMean()
    {
        Array.Clear(v);
        Descend();
    }

    /// <summary>Whether the lowest minimum leaves a misfit no more than so many standard deviations above its mean.</summary>
    public bool Explains(double deviations) => Cost <= LargestCost(deviations);

    /// <summary>
    /// Descends from the background's mean and from draws of it; from more draws, while the window grows, if no minimum explains the observations.
    /// </summary>
    /// <returns>Whether one of these minima is another, and lower.</returns>
    public bool FromDraws()
    {
        double before = Cost;
        solver.Solve(before, LargestCost(2 * options.SuspectMisfit));
        for (int rank = starts.Keep + 1; rank <= MostTried && !Explains(largestMisfit) && solver.TryStart(rank, v); rank++)
            Follow();
        return !double.IsFinite(before) || VariationalSolver.IsLower(Cost, before);
    }

    /// <summary>The same from as many draws as there are starts, whatever the first ones lead to, and from more until some find nothing new.</summary>
    public void FromAllDraws()
    {
        solver.Solve(Cost);
        for (int rank = starts.Keep + 1, known = 0; rank <= MostTried && known < Patience && solver.TryStart(rank, v); rank++)
            known = Descend() ? 0 : known + 1;
    }

    /// <summary>The posterior about the minima; false if the observations stay unexplained.</summary>
    public bool Settle(ObservedWindow problem) => Posterior.Take(minima, LargestCost(largestMisfit), solver, problem);

    private bool Follow()
    {
        for (int part = 4; part > 1; part /= 2)
        {
            readings.Limit(steps / part);
            solver.Minimize(v, stage);
        }

        readings.Limit(steps);
        return Descend();
    }

    private bool Descend()
    {
        MinimizationResult result = solver.Minimize(v, fromGuess);
        return minima.Add(v, result.Cost, result.Status == MinimizationStatus.Converged);
    }

    /// <summary>The whitened control of a state at the window's start, no further away than a start may be.</summary>
    private void Whiten(ReadOnlySpan<double> state, Span<double> whitened)
    {
        control.Start.ToCoordinates(state, whitened);
        control.Whiten(whitened);
        double norm = Math.Sqrt(Reduction.Dot(whitened, whitened));
        if (!double.IsFinite(norm))
            whitened.Clear();
        for (int k = 0; k < n && norm > FurthestStart; k++)
            whitened[k] *= FurthestStart / norm;
    }

    /// <summary>Half the chi-square that lies so many standard deviations above its mean.</summary>
    private double LargestCost(double deviations) => (readings.Expected + (deviations * readings.Deviation)) / 2;
}
