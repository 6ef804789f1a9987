using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.InitialState;
using Vardax.Managed.Kernels;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// A guess, polished: <see cref="StrongFourDVar"/> started from the center of another posterior, and Laplace's posterior there. The
/// control is the state some steps before the window, so that the model carries its Gaussian background onto the attractor. If the
/// minimum leaves a suspect misfit, or the guess was not trained for what is observed, the descent starts from the background's mean
/// and from draws of it too; the lowest minimum is the answer, as in multi-start 4DVar, and the status says so. Samples are drawn at
/// the window's first state, where the covariance has been contracted so, and carried over the window by the model; densities are of
/// that state. A posterior that bends over the window has the moments and the samples of importance sampling instead. If the
/// observations stay unexplained, the guess stands and the status says so. One per thread; allocates nothing per analysis.
/// </summary>
public sealed class PolishedAnalysis : IInitialStatePosterior
{
    private const double FurthestStart = 4, MuchMissing = 0.25;

    // How many times the steps a start from the background may take: it is far, and rarely needed.
    private const int FromBackground = 3;

    private const int ImportanceDraws = 512;

    // The windows of the draws that descents may start from take a megabyte or two at most.
    private const int MostDraws = 512, FewestDraws = 32, MostValues = 1 << 18;

    private readonly IInitialStatePosterior guess;
    private readonly PolishOptions options;
    private readonly InstrumentReadings readings = new();
    private readonly TrajectoryControl control;
    private readonly VariationalSolver solver;
    private readonly LevenbergMarquardt fromGuess;
    private readonly AffineMap firstState;
    private readonly CarriedPosterior carried;
    private readonly TrainedMask trained;
    private readonly ProblemSettings settings;
    private readonly int n;
    private readonly double[] v, factor, root, center, derivatives, state;
    private readonly ExclusiveUse guard = new("posterior");
    private readonly LaplaceImportance importance;
    private bool isPolished, isBent;
    private AnalysisStatus status;

    /// <summary>Binds a guess to the background it is polished with.</summary>
    /// <param name="guess">The posterior whose center is where the descent starts.</param>
    /// <param name="settings">The family of problems.</param>
    /// <param name="background">Of the control of the polish.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="recalibration">Fitted to this posterior; null for the Gaussian as it is.</param>
    /// <param name="missing">The largest share of a window's observations that the guess was trained to do without.</param>
    /// <param name="name">The method's name.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or a number is out of range.</exception>
    public PolishedAnalysis(
        IInitialStatePosterior guess, ProblemSettings settings, PolishBackground background, PolishOptions? options = null,
        Recalibration? recalibration = null, double missing = 0, string name = "polished")
    {
        ArgumentNullException.ThrowIfNull(guess);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(background);
        this.options = options ?? new PolishOptions();
        this.options.Validate();
        if (!background.State.Covariance.IsPositiveDefinite)
            throw new ArgumentException("Expected a positive definite covariance.", nameof(background));
        (this.guess, this.settings, Name) = (guess, settings, name);
        LevenbergMarquardt Descent(int iterations) => new()
        {
            MaxIterations = iterations, InitialDamping = 0, RaisedDamping = 0.01, StepTolerance = this.options.Tolerance,
        };
        fromGuess = Descent(this.options.Iterations);
        var starts = new MultiStart
        {
            Draws = Math.Clamp(MostValues / settings.WindowEntries, FewestDraws, MostDraws), FromObservations = false,
        };
        var method = new StrongFourDVar(
            settings, background.State, Descent(FromBackground * this.options.Iterations), starts, background.LeadSteps);
        control = new TrajectoryControl(settings, background.State, background.LeadSteps);
        n = control.Start.Coordinates;
        Guard.Length(n, background.State.Dimension, nameof(background));
        solver = new VariationalSolver(method, control, readings);
        (firstState, carried) = (new AffineMap(n), new CarriedPosterior(settings, recalibration));
        trained = new TrainedMask(settings, missing);
        importance = new LaplaceImportance(
            settings, control, readings, carried, ImportanceDraws, isExact: settings.BurnInSteps == background.LeadSteps);
        (v, factor, root) = (new double[n], new double[n * n], new double[n * n]);
        (center, derivatives, state) = (new double[n], new double[n], new double[settings.StateDimension]);
    }

    /// <inheritdoc/>
    public string Name { get; }

    private static AnalysisStatus Untrained { get; } = AnalysisStatus.Usable(
        AnalysisCode.MultiStart, "multi-start 4DVar: more is missing than the network was trained to do without");

    private static AnalysisStatus Elsewhere { get; } = AnalysisStatus.Usable(
        AnalysisCode.MultiStart, "multi-start 4DVar: a start from climatology led to a lower cost than the network's guess");

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) =>
        Condition(problem).Worse(Moments(mean, standardDeviation));

    /// <inheritdoc/>
    public AnalysisStatus Condition(ObservedWindow problem)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        settings.RequireWindow(problem);
        AnalysisStatus? polished = Polish(problem);
        isPolished = polished is not null;
        return status = polished?.Worse(carried.Status) ?? AsGuessed(guess.Condition(problem));
    }

    /// <inheritdoc/>
    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Length(carried.Entries, mean.Length, nameof(mean));
        Guard.Length(carried.Entries, standardDeviation.Length, nameof(standardDeviation));
        if (!isPolished)
            return status.Worse(guess.Moments(mean, standardDeviation));
        if (!isBent)
            return status.Worse(carried.Moments(mean, standardDeviation));
        importance.Moments(mean, standardDeviation);
        KnownEntries.Fill(settings, mean, standardDeviation);
        return status.Worse(AnalysisStatus.Of(mean, standardDeviation));
    }

    /// <inheritdoc/>
    public AnalysisStatus Sample(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        int count = samples.Length / carried.Entries;
        Guard.Matrix(samples.Length, count, carried.Entries, nameof(samples));
        if (!isPolished)
            return status.Worse(guess.Sample(key, samples));
        if (!isBent)
            return status.Worse(carried.Sample(key, count, samples));
        importance.Sample(key, count, samples);
        return status.Worse(AnalysisStatus.OfSamples(samples, carried.Entries));
    }

    /// <inheritdoc/>
    public AnalysisStatus Propose(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        int count = samples.Length / carried.Entries;
        Guard.Matrix(samples.Length, count, carried.Entries, nameof(samples));
        return status.Worse(isPolished ? carried.Sample(key, count, samples) : guess.Propose(key, samples));
    }

    /// <inheritdoc/>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Matrix(windows.Length, logProbs.Length, carried.Entries, nameof(windows));
        return status.Worse(isPolished ? carried.LogProb(windows, logProbs) : guess.LogProb(windows, logProbs));
    }

    /// <inheritdoc/>
    public void Center(ObservedWindow problem, Span<double> state)
    {
        if (Condition(problem).IsUsable && isPolished)
            control.Start.ToPhysical(center, state);
        else
            guess.Center(problem, state);
    }

    /// <inheritdoc/>
    public bool TryWhiten(ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        if (!isPolished)
            return false;
        carried.Whiten(firstState, coordinates);
        carried.Features.CopyTo(features);
        return true;
    }

    /// <summary>Half the chi-square that lies so many standard deviations above its mean.</summary>
    private double LargestCost(double deviations) =>
        (readings.Expected + (deviations * readings.Deviation)) / 2;

    private static AnalysisStatus AsGuessed(AnalysisStatus status) =>
        status.IsUsable
            ? AnalysisStatus.Usable(
                AnalysisCode.NotPolished, "not polished: no step helped, or the observations stay unexplained")
            : status;

    /// <summary>Leaves the posterior of the first state, and says how it was found; null if the guess has to stand.</summary>
    private AnalysisStatus? Polish(ObservedWindow problem)
    {
        readings.Set(problem);
        guess.Center(problem, state);
        control.Start.ToCoordinates(state, v);
        control.Whiten(v);
        double norm = Math.Sqrt(Reduction.Dot(v, v));
        if (!double.IsFinite(norm))
            Array.Clear(v);
        for (int k = 0; k < n && norm > FurthestStart; k++)
            v[k] *= FurthestStart / norm;
        MinimizationResult descent = solver.Minimize(v, fromGuess);
        double cost = descent.Cost;
        bool isTrained = trained.Covers(problem.Mask), isElsewhere = false;
        // If much is missing, another minimum explains the rest more easily.
        double suspect = trained.Missing(problem.Mask) <= MuchMissing * trained.Observed ? options.SuspectMisfit : 0;
        if (!isTrained || descent.Status != MinimizationStatus.Converged || !(cost <= LargestCost(suspect)))
        {
            solver.Solve(cost, LargestCost(2 * options.SuspectMisfit));
            double lowest = solver.Provenance.Minimization.Cost;
            isElsewhere = !double.IsFinite(cost) || VariationalSolver.IsLower(lowest, cost);
            if (isElsewhere)
            {
                solver.V.CopyTo(v);
                cost = lowest;
            }
        }

        return !Settle(problem, cost) ? null : !isTrained ? Untrained : isElsewhere ? Elsewhere : AnalysisStatus.Ok;
    }

    /// <summary>
    /// The posterior about v: covariance T A^-1 T^T of the first state, with T the tangents there and A = L L^T the Hessian; false if
    /// the observations stay unexplained.
    /// </summary>
    private bool Settle(ObservedWindow problem, double cost)
    {
        isBent = false;
        if (!(cost <= LargestCost(options.LargestMisfit)) || !solver.TryHessian(v, factor))
            return false;
        control.Start.ToCoordinates(control.Window[..settings.StateDimension], center);
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
        carried.Set(firstState, problem.Mask);
        // Without observations there is nothing to weigh by.
        isBent = readings.Count > 0 && importance.IsBent(v, factor, center, root);
        return true;
    }
}
