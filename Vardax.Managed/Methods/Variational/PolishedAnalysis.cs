using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.InitialState;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// A guess, polished: <see cref="StrongFourDVar"/> started from the center of another posterior, and Laplace's posterior there. The
/// control is the state some steps before the window, so that the model carries its Gaussian background onto the attractor. If the
/// minimum leaves a suspect misfit, or the guess was not trained for what is observed, the descent starts from the background's mean
/// and from draws of it too; the lowest minimum is the answer, as in multi-start 4DVar, and the status says so. A window's own
/// <see cref="ObservedWindow.Background"/> takes the place of that background, without lead-in and recalibration: descents then start from
/// its mean and, if the guess was trained for what is observed, from the guess; draws of it are tried if the lower minimum is suspect.
/// Samples are drawn at the window's first state, where the covariance has been contracted so, and carried over the window by the model;
/// densities are of that state. A posterior that bends over the window has the moments and the samples of importance sampling instead. If
/// the observations stay unexplained, the guess stands and the status says so. One per thread; allocates nothing per analysis.
/// </summary>
public sealed class PolishedAnalysis : IInitialStatePosterior
{
    private const double MuchMissing = 0.25;

    // The largest variance of a guess over an answer's, of all entries. Of Lorenz-63 windows whose posterior has one mode, one in a hundred
    // lies above: such a guess may cover other minima.
    private const double WideGuess = 12;

    // Most draws of the guess that descents start from, and how many in a row may find no other minimum.
    private const int GuessDraws = 10, Patience = 2;

    // A misfit is suspect by chance in one window of six. If draws of the guess lead nowhere else, so many times the deviations are suspect.
    private const double LeftSuspect = 2;

    private readonly IInitialStatePosterior guess;
    private readonly PolishOptions options;
    private readonly InstrumentReadings readings = new();
    private readonly PolishDescent trainedPrior;
    private readonly TrainedMask trained;
    private readonly ProblemSettings settings;
    private readonly double[] state;
    private readonly float[] guessMean, guessDeviation, answerMean, answerDeviation, draws;
    private readonly ExclusiveUse guard = new("posterior");
    private PolishDescent? ownBackground;
    private PolishDescent descent;
    private bool isPolished;
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
        (trained, state) = (new TrainedMask(settings, missing), new double[settings.StateDimension]);
        (guessMean, guessDeviation) = (new float[settings.WindowEntries], new float[settings.WindowEntries]);
        (answerMean, answerDeviation) = (new float[settings.WindowEntries], new float[settings.WindowEntries]);
        draws = new float[GuessDraws * settings.WindowEntries];
        Guard.Length(StartCoordinates.Of(settings).Coordinates, background.State.Dimension, nameof(background));
        descent = trainedPrior = new PolishDescent(settings, readings, this.options, background, recalibration);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Of the window on which it was conditioned: <see cref="LaplaceMixture.LogEvidence"/>; not a number if the guess stands.</summary>
    internal double LogEvidence => isPolished ? descent.Posterior.LogEvidence : double.NaN;

    /// <summary>Whether that window's misfit is suspect.</summary>
    internal bool HasSuspectMisfit => !descent.Explains(options.SuspectMisfit);

    private static AnalysisStatus Untrained { get; } = AnalysisStatus.Usable(
        AnalysisCode.MultiStart, "multi-start 4DVar: more is missing than the network was trained to do without");

    private static AnalysisStatus Elsewhere { get; } = AnalysisStatus.Usable(
        AnalysisCode.MultiStart, "multi-start 4DVar: a start from climatology led to a lower cost than the network's guess");

    private static AnalysisStatus ElsewhereOwn { get; } = AnalysisStatus.Usable(
        AnalysisCode.MultiStart, "multi-start 4DVar: a draw of the window's background led to a lower cost than its mean and the network's guess");

    private static AnalysisStatus NotConverged { get; } = AnalysisStatus.Usable(
        AnalysisCode.NotConverged, "not converged: the cost is nearly flat, and the spread about the lowest point found may be too narrow");

    private static AnalysisStatus NotPolished { get; } = AnalysisStatus.Usable(
        AnalysisCode.NotPolished, "not polished: no step helped, or the observations stay unexplained");

    private static AnalysisStatus NotPolishedOwn { get; } = AnalysisStatus.Usable(AnalysisCode.NotPolished,
        "not polished: no step helped, or the window's background does not explain the observations; the network's answer stands, which does not know of the background");

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
        return status = polished?.Worse(descent.Posterior.Status) ?? AsGuessed(guess.Condition(problem), problem.Background is not null);
    }

    /// <inheritdoc/>
    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Length(settings.WindowEntries, mean.Length, nameof(mean));
        Guard.Length(settings.WindowEntries, standardDeviation.Length, nameof(standardDeviation));
        return status.Worse(isPolished ? descent.Posterior.Moments(mean, standardDeviation) : guess.Moments(mean, standardDeviation));
    }

    /// <inheritdoc/>
    public AnalysisStatus Sample(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        return status.Worse(isPolished ? descent.Posterior.Sample(key, Count(samples), samples) : guess.Sample(key, samples));
    }

    /// <inheritdoc/>
    public AnalysisStatus Propose(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        return status.Worse(isPolished ? descent.Posterior.Propose(key, Count(samples), samples) : guess.Propose(key, samples));
    }

    /// <inheritdoc/>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Matrix(windows.Length, logProbs.Length, settings.WindowEntries, nameof(windows));
        return status.Worse(isPolished ? descent.Posterior.LogProb(windows, logProbs) : guess.LogProb(windows, logProbs));
    }

    /// <inheritdoc/>
    public void Center(Span<double> state)
    {
        if (isPolished)
            descent.Posterior.Center(state);
        else
            guess.Center(state);
    }

    /// <summary>
    /// Mean and covariance of the posterior of one state of the window on which it was conditioned: by the tangent model, or of the draws of
    /// importance sampling. A window that begins there can take them as its background, if it looks at none of these observations again.
    /// </summary>
    /// <param name="step">The state, from 0.</param>
    /// <param name="state">Receives them.</param>
    /// <returns>Whether there are any: false if the answer is the guess's own, and nothing is written.</returns>
    /// <exception cref="ArgumentException">The window has no such state, or the sizes do not fit.</exception>
    public bool TryState(int step, WindowBackground state)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, settings.WindowSteps);
        Guard.Length(settings.StateDimension, state.Mean.Length, nameof(state));
        if (isPolished)
            descent.Posterior.State(step, state.Mean, state.Covariance);
        return isPolished;
    }

    /// <inheritdoc/>
    public bool TryWhiten(ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        if (isPolished)
            descent.Posterior.Whiten(firstState, features, coordinates);
        return isPolished;
    }

    private int Count(ReadOnlySpan<float> samples)
    {
        int count = samples.Length / settings.WindowEntries;
        Guard.Matrix(samples.Length, count, settings.WindowEntries, nameof(samples));
        return count;
    }

    private static AnalysisStatus AsGuessed(AnalysisStatus status, bool hasBackground) =>
        !status.IsUsable ? status : hasBackground ? NotPolishedOwn : NotPolished;

    /// <summary>Leaves the posterior of the first state, and says how it was found; null if the guess has to stand.</summary>
    private AnalysisStatus? Polish(ObservedWindow problem)
    {
        readings.Set(problem);
        bool isTrained = trained.Covers(problem.Mask);
        bool isGuessUsable = guess.Condition(problem).IsUsable;
        descent = problem.Background is null ? trainedPrior : ownBackground ??= new PolishDescent(settings, readings, options, null, null);
        descent.Start();
        if (problem.Background is { } background)
        {
            descent.Take(background);
            descent.FromMean();
        }

        if (problem.Background is null || (isTrained && readings.Count > 0))
        {
            guess.Center(state);
            descent.From(state);
        }

        // If much is missing, another minimum explains the rest more easily.
        bool isMissing = problem.Background is null && trained.Missing(problem.Mask) > MuchMissing * trained.Observed;
        double suspect = isMissing ? 0 : options.SuspectMisfit;
        bool knows = isTrained && isGuessUsable;
        bool fromGuess = knows && IsSuspect(suspect);
        if (fromGuess)
            FromGuess();
        bool isElsewhere = (IsSuspect(fromGuess ? LeftSuspect * suspect : suspect) || (problem.Background is null && !isTrained))
            && descent.FromDraws();
        if (!descent.Settle(problem))
            return null;
        // A guess that is wide somewhere may know of other modes; where two are, there may be more.
        if (options.SearchEveryWindow || descent.Posterior.Count > 1 || (knows && GuessWidth() > WideGuess))
        {
            descent.FromAllDraws();
            descent.Settle(problem);
        }

        return isElsewhere ? (problem.Background is null ? (isTrained ? Elsewhere : Untrained) : ElsewhereOwn)
            : !isTrained && problem.Background is null ? Untrained
            : descent.HasConverged ? AnalysisStatus.Ok : NotConverged;
    }

    private bool IsSuspect(double deviations) => !descent.HasConverged || !descent.Explains(deviations);

    /// <summary>The largest variance of the guess over that of the answer, of all entries of the window.</summary>
    private double GuessWidth()
    {
        guess.Moments(guessMean, guessDeviation);
        descent.Posterior.Moments(answerMean, answerDeviation);
        double width = 0;
        for (int e = 0; e < guessDeviation.Length; e++)
        {
            double ratio = guessDeviation[e] / answerDeviation[e];
            width = answerDeviation[e] > 0 ? Math.Max(width, ratio * ratio) : width;
        }

        return width;
    }

    /// <summary>Descends from draws of the guess, until so many in a row lead to known minima.</summary>
    private void FromGuess()
    {
        guess.Propose(RandomKey.FromSeed(0), draws);
        for (int at = 0, known = 0; at < GuessDraws && known < Patience; at++)
        {
            for (int c = 0; c < state.Length; c++)
                state[c] = draws[(at * settings.WindowEntries) + c];
            known = (at % 2 == 0 ? descent.From(state) : descent.FromAfar(state)) ? 0 : known + 1;
        }
    }
}
