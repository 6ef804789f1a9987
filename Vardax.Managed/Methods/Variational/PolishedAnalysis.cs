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

    private readonly IInitialStatePosterior guess;
    private readonly PolishOptions options;
    private readonly InstrumentReadings readings = new();
    private readonly PolishDescent trainedPrior;
    private readonly TrainedMask trained;
    private readonly ProblemSettings settings;
    private readonly double[] state;
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
        Guard.Length(StartCoordinates.Of(settings).Coordinates, background.State.Dimension, nameof(background));
        descent = trainedPrior = new PolishDescent(settings, readings, this.options, background, recalibration);
    }

    /// <inheritdoc/>
    public string Name { get; }

    private static AnalysisStatus Untrained { get; } = AnalysisStatus.Usable(
        AnalysisCode.MultiStart, "multi-start 4DVar: more is missing than the network was trained to do without");

    private static AnalysisStatus Elsewhere { get; } = AnalysisStatus.Usable(
        AnalysisCode.MultiStart, "multi-start 4DVar: a start from climatology led to a lower cost than the network's guess");

    private static AnalysisStatus ElsewhereOwn { get; } = AnalysisStatus.Usable(
        AnalysisCode.MultiStart, "multi-start 4DVar: a draw of the window's background led to a lower cost than its mean and the network's guess");

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
        return status = polished?.Worse(descent.Carried.Status) ?? AsGuessed(guess.Condition(problem), problem.Background is not null);
    }

    /// <inheritdoc/>
    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Length(descent.Carried.Entries, mean.Length, nameof(mean));
        Guard.Length(descent.Carried.Entries, standardDeviation.Length, nameof(standardDeviation));
        if (!isPolished)
            return status.Worse(guess.Moments(mean, standardDeviation));
        if (!descent.IsBent)
            return status.Worse(descent.Carried.Moments(mean, standardDeviation));
        descent.Importance.Moments(mean, standardDeviation);
        KnownEntries.Fill(settings, mean, standardDeviation);
        return status.Worse(AnalysisStatus.Of(mean, standardDeviation));
    }

    /// <inheritdoc/>
    public AnalysisStatus Sample(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        int count = samples.Length / descent.Carried.Entries;
        Guard.Matrix(samples.Length, count, descent.Carried.Entries, nameof(samples));
        if (!isPolished)
            return status.Worse(guess.Sample(key, samples));
        if (!descent.IsBent)
            return status.Worse(descent.Carried.Sample(key, count, samples));
        descent.Importance.Sample(key, count, samples);
        return status.Worse(AnalysisStatus.OfSamples(samples, descent.Carried.Entries));
    }

    /// <inheritdoc/>
    public AnalysisStatus Propose(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        int count = samples.Length / descent.Carried.Entries;
        Guard.Matrix(samples.Length, count, descent.Carried.Entries, nameof(samples));
        return status.Worse(isPolished ? descent.Carried.Sample(key, count, samples) : guess.Propose(key, samples));
    }

    /// <inheritdoc/>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Matrix(windows.Length, logProbs.Length, descent.Carried.Entries, nameof(windows));
        return status.Worse(isPolished ? descent.Carried.LogProb(windows, logProbs) : guess.LogProb(windows, logProbs));
    }

    /// <inheritdoc/>
    public void Center(ObservedWindow problem, Span<double> state)
    {
        if (Condition(problem).IsUsable && isPolished)
            descent.Center(state);
        else
            guess.Center(problem, state);
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
            descent.State(step, state);
        return isPolished;
    }

    /// <inheritdoc/>
    public bool TryWhiten(ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        if (!isPolished)
            return false;
        descent.Carried.Whiten(firstState, coordinates);
        descent.Carried.Features.CopyTo(features);
        return true;
    }

    private static AnalysisStatus AsGuessed(AnalysisStatus status, bool hasBackground) =>
        !status.IsUsable ? status : hasBackground ? NotPolishedOwn : NotPolished;

    /// <summary>Leaves the posterior of the first state, and says how it was found; null if the guess has to stand.</summary>
    private AnalysisStatus? Polish(ObservedWindow problem)
    {
        readings.Set(problem);
        bool isTrained = trained.Covers(problem.Mask);
        if (problem.Background is { } background)
            return PolishOwn(problem, background, isTrained);
        descent = trainedPrior;
        guess.Center(problem, state);
        descent.From(state);
        // If much is missing, another minimum explains the rest more easily.
        double suspect = trained.Missing(problem.Mask) <= MuchMissing * trained.Observed ? options.SuspectMisfit : 0;
        bool isElsewhere = (!isTrained || !descent.HasConverged || !descent.Explains(suspect)) && descent.FromDraws();
        return !descent.Settle(problem) ? null : !isTrained ? Untrained : isElsewhere ? Elsewhere : AnalysisStatus.Ok;
    }

    /// <summary>The same from the background that the window brings.</summary>
    private AnalysisStatus? PolishOwn(ObservedWindow problem, WindowBackground background, bool isTrained)
    {
        descent = ownBackground ??= new PolishDescent(settings, readings, options, null, null);
        descent.Take(background);
        descent.FromMean();
        if (isTrained && readings.Count > 0)
        {
            guess.Center(problem, state);
            descent.AlsoFrom(state);
        }

        bool isElsewhere = (!descent.HasConverged || !descent.Explains(options.SuspectMisfit)) && descent.FromDraws();
        return !descent.Settle(problem) ? null : isElsewhere ? ElsewhereOwn : AnalysisStatus.Ok;
    }
}
