using Vardax.Managed.InitialState;
using Vardax.Managed.Kernels;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// Descents of the cost of one background, and Laplace's posterior at the lowest minimum. Holds its buffers: one instance serves one
/// thread, and allocates nothing per window.
/// </summary>
internal sealed class PolishDescent
{
    private const double FurthestStart = 4;

    // How many times the steps a start from the background may take: it is far, and rarely needed.
    private const int FromBackground = 3;

    // The windows of the draws that descents may start from take a megabyte or two at most. Draws of a window's own background serve that
    // window alone.
    private const int MostDraws = 512, FewestDraws = 32, MostValues = 1 << 18, OwnDraws = 64;

    private readonly PolishOptions options;
    private readonly InstrumentReadings readings;
    private readonly TrajectoryControl control;
    private readonly VariationalSolver solver;
    private readonly LevenbergMarquardt fromGuess;
    private readonly AffineMap firstState;
    private readonly int n, dimension;
    private readonly double[] v, other, factor, root, center, derivatives;

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
        (this.readings, this.options, dimension) = (readings, options, settings.StateDimension);
        int lead = background?.LeadSteps ?? 0;
        control = background is null ? TrajectoryControl.OfWindows(settings) : new TrajectoryControl(settings, background.State, lead);
        n = control.Start.Coordinates;
        LevenbergMarquardt Descent(int iterations) => new()
        {
            MaxIterations = iterations, InitialDamping = 0, RaisedDamping = 0.01, StepTolerance = options.Tolerance,
        };
        fromGuess = Descent(options.Iterations);
        var starts = new MultiStart
        {
            Draws = background is null ? OwnDraws : Math.Clamp(MostValues / settings.WindowEntries, FewestDraws, MostDraws),
            FromObservations = false,
        };
        var method = new StrongFourDVar(
            settings, background?.State ?? new(control.Mean, control.Covariance), Descent(FromBackground * options.Iterations), starts, lead);
        solver = new VariationalSolver(method, control, readings);
        (firstState, Carried) = (new AffineMap(n), new CarriedPosterior(settings, recalibration));
        Importance = new LaplaceImportance(
            settings, control, readings, Carried, options.Draws, background?.IsExact(settings) ?? true);
        (v, other, factor, root) = (new double[n], new double[n], new double[n * n], new double[n * n]);
        (center, derivatives) = (new double[n], new double[n]);
    }

    /// <summary>Laplace's posterior, carried over the window.</summary>
    public CarriedPosterior Carried { get; }

    /// <summary>Importance sampling from it, for one that <see cref="IsBent"/>.</summary>
    public LaplaceImportance Importance { get; }

    /// <summary>Whether the posterior bends over the window.</summary>
    public bool IsBent { get; private set; }

    /// <summary>The cost of the lowest minimum so far; not a number, or infinite, if there is none.</summary>
    public double Cost { get; private set; }

    /// <summary>Whether the descent that led there converged.</summary>
    public bool HasConverged { get; private set; }

    /// <summary>Takes the background that a window brings.</summary>
    /// <exception cref="ArgumentException">The background is refused.</exception>
    public void Take(WindowBackground background)
    {
        solver.Forget();
        control.Take(background);
    }

    /// <summary>The state at the center of the posterior.</summary>
    public void Center(Span<double> state) => control.Start.ToPhysical(center, state);

    /// <summary>Mean and covariance of the posterior of one state of the window.</summary>
    public void State(int step, WindowBackground state)
    {
        Carried.State(step, state.Mean, state.Covariance);
        if (IsBent)
            Importance.State(step, state.Mean, state.Covariance);
    }

    /// <summary>Descends from a state at the window's start, the first of a window.</summary>
    public void From(ReadOnlySpan<double> state)
    {
        Whiten(state, v);
        Accept(solver.Minimize(v, fromGuess));
    }

    /// <summary>Descends from the mean of the background, the first of a window.</summary>
    public void FromMean()
    {
        Array.Clear(v);
        Accept(solver.Minimize(v, fromGuess));
    }

    /// <summary>Descends from another state too; the lower minimum counts.</summary>
    public void AlsoFrom(ReadOnlySpan<double> state)
    {
        Whiten(state, other);
        MinimizationResult result = solver.Minimize(other, fromGuess);
        if (double.IsFinite(Cost) && !VariationalSolver.IsLower(result.Cost, Cost))
            return;
        other.CopyTo(v, 0);
        Accept(result);
    }

    /// <summary>Whether the lowest minimum leaves a misfit no more than so many standard deviations above its mean.</summary>
    public bool Explains(double deviations) => Cost <= LargestCost(deviations);

    /// <summary>Descends from the background's mean and from draws of it.</summary>
    /// <returns>Whether one of these minima is another, and lower.</returns>
    public bool FromDraws()
    {
        solver.Solve(Cost, LargestCost(2 * options.SuspectMisfit));
        double lowest = solver.Provenance.Minimization.Cost;
        if (double.IsFinite(Cost) && !VariationalSolver.IsLower(lowest, Cost))
            return false;
        solver.V.CopyTo(v);
        Cost = lowest;
        return true;
    }

    /// <summary>
    /// The posterior about v: covariance T A^-1 T^T of the first state, with T the tangents there and A = L L^T the Hessian; false if
    /// the observations stay unexplained.
    /// </summary>
    public bool Settle(ObservedWindow problem)
    {
        IsBent = false;
        if (!Explains(options.LargestMisfit) || !solver.TryHessian(v, factor))
            return false;
        control.Start.ToCoordinates(control.Window[..dimension], center);
        control.Start.Derivatives(center, derivatives);
        for (int i = 0; i < n; i++)
        {
            Span<double> row = root.AsSpan(i * n, n);
            control.Tangent(control.Start.Free[i]).CopyTo(row);
            for (int k = 0; k < n; k++)
                row[k] /= derivatives[i];
            Cholesky.SolveLower(factor, n, row, 1);
        }

        if (!firstState.Set(center, root))
            return false;
        Carried.Set(firstState, problem.Mask);
        // Without observations there is nothing to weigh by.
        IsBent = readings.Count > 0 && Importance.IsBent(v, factor, center, root);
        return true;
    }

    private void Accept(MinimizationResult descent) =>
        (Cost, HasConverged) = (descent.Cost, descent.Status == MinimizationStatus.Converged);

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
