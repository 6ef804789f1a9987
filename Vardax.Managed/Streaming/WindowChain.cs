using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Streaming;

/// <summary>
/// Gives consecutive windows of one series what the windows before them know: the background of a window is the posterior of its first
/// state given all observations before that state, and none from there on. So the answer of a window rests on all observations up to its
/// end, each used once, however windows overlap: of a linear Gaussian system it is the Kalman filter's at the window's end and the
/// fixed-lag smoother's before. To carry a background on, the polish analyses the steps up to the next window by themselves, and gives mean
/// and covariance at its start (<see cref="PolishedAnalysis.TryState"/>). If the background does not explain the observations, if the model's
/// own prior explains them far better, or if it says no more than climatology, a window begins anew, from that prior. One per series and thread; allocates nothing per window if
/// windows are used again.
/// </summary>
/// <example><code>
/// var chain = new WindowChain(model);
/// chain.Take(window, stride);
/// posterior.Analyze(window, mean, standardDeviation);
/// </code></example>
public sealed class WindowChain
{
    // What of the prior's standard deviation is left of uncertainty that contracts: without it a covariance loses its rank.
    private const double LeastShare = 1e-6;

    // If what is known is right, one window in e^7 at most seems far likelier anew, on average (Lorden 1971, Annals of Mathematical Statistics 42).
    private const double LeastOdds = 7;

    private readonly PolishedAnalysis posterior;
    private readonly ProblemSettings settings;
    private readonly InitialDistribution coordinates;
    private readonly Climatology? climatology;
    private readonly double inflation;
    private readonly double[] least, mean, root;
    private readonly ObservedWindow head;
    private readonly WindowBackground known;
    private readonly ExclusiveUse guard = new("chain");
    private bool isKnown, isFirst = true;
    private string? fault;
    private double odds;

    /// <summary>A chain before its first window, which has the model's own prior.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="inflation">What covariances are multiplied by from window to window, at least 1; more than 1 for a model that is not exact.</param>
    /// <exception cref="ArgumentException">The model's answers are not polished, or a number is out of range.</exception>
    public WindowChain(TrainedModel model, double inflation = 1)
        : this(model is null ? throw new ArgumentNullException(nameof(model)) : model.Polished() as PolishedAnalysis
            ?? throw new ArgumentException("The model's answers are not polished, and no other take a background.", nameof(model)),
            model.Settings, model.Background!, model.Climatology, inflation)
    {
    }

    internal WindowChain(PolishedAnalysis posterior, ProblemSettings settings, PolishBackground prior, Climatology? climatology, double inflation)
    {
        Guard.Setting(inflation >= 1 && double.IsFinite(inflation), nameof(inflation), inflation, "a finite number of at least 1");
        (this.posterior, this.settings, this.climatology, this.inflation) = (posterior, settings, climatology, inflation);
        int n = settings.StateDimension;
        coordinates = StartCoordinates.Of(settings);
        int m = coordinates.Coordinates;
        double[] variances = prior.State.Covariance.ToMatrix();
        least = [.. Enumerable.Range(0, m).Select(i => LeastShare * Math.Sqrt(variances[i * (m + 1)]))];
        (mean, root, known) = (new double[m], new double[m * m], new WindowBackground(new double[n], new double[n * n]));
        head = new ObservedWindow(settings, new float[settings.ObservationEntries], new float[settings.ObservationEntries]);
        RequireConstant(settings, coordinates, [.. prior.State.Mean]);
    }

    /// <summary>Takes the next window: sets its <see cref="ObservedWindow.Background"/>, and carries the background on to the window after.</summary>
    /// <param name="window">The window, with its observations.</param>
    /// <param name="steps">Steps from its start to the start of the window after: from 1 to those of the window; 0 if there is no other.</param>
    /// <returns>Why it begins anew, with the model's own prior; null if it does not, or is the first.</returns>
    /// <exception cref="ArgumentException">The window is of another family of problems, or the steps are out of range.</exception>
    public string? Take(ObservedWindow window, int steps)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        settings.RequireWindow(window);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, settings.WindowSteps);
        // The last window has nobody to carry to, and shows as a whole whether it fits.
        int seen = (steps == 0 ? settings.WindowStates : steps) * settings.Observing.Instruments.Count;
        window.Observations.AsSpan(0, seen).CopyTo(head.Observations);
        window.Mask.AsSpan(0, seen).CopyTo(head.Mask);
        head.Mask.AsSpan(seen).Clear();
        string? anew = isFirst || isKnown ? null : fault;
        isFirst = false;
        Give(window);
        if (isKnown && (!TrySolve(known) || IsBetterAnew()))
        {
            (isKnown, window.Background, anew) = (false, null, "what is known from before does not explain its observations");
        }

        if (!isKnown)
            odds = 0;
        if (!isKnown && steps > 0 && !TrySolve(null))
            fault = "the window before has no answer of the polish";
        else if (steps > 0)
            Carry(steps);
        return anew;
    }

    private bool TrySolve(WindowBackground? background)
    {
        head.Background = background;
        return posterior.Condition(head) is { IsUsable: true, Code: not AnalysisCode.NotPolished };
    }

    /// <summary>
    /// Whether the model's own prior makes the observations of this window, and of those before since one with a suspect misfit, so much likelier:
    /// the cumulative sum of the logarithms of the evidences' ratios (Page 1954, Biometrika 41).
    /// </summary>
    private bool IsBetterAnew()
    {
        if (odds == 0 && !posterior.HasSuspectMisfit)
            return false;
        double evidence = posterior.LogEvidence;
        odds = Math.Max(0, odds + (TrySolve(null) ? posterior.LogEvidence - evidence : double.NegativeInfinity));
        return odds > LeastOdds || !TrySolve(known);
    }

    /// <summary>A copy of what is known: the window may be analysed later.</summary>
    private void Give(ObservedWindow window)
    {
        if (!isKnown)
        {
            window.Background = null;
            return;
        }

        int n = known.Mean.Length;
        window.Background ??= new WindowBackground(new double[n], new double[n * n]);
        known.Mean.CopyTo(window.Background.Mean, 0);
        known.Covariance.CopyTo(window.Background.Covariance, 0);
    }

    private void Carry(int steps)
    {
        int n = known.Mean.Length;
        isKnown = posterior.TryState(steps, known);
        for (int c = 0; c < n; c++)
        {
            if (!coordinates.Components[c].IsFree)
                known.Mean[c] = coordinates.Components[c].ToPhysical(0);
        }

        coordinates.ToCoordinates(known.Mean, mean);
        for (int i = 0; i < n * n; i++)
            known.Covariance[i] *= inflation;
        double squares = 0;
        for (int i = 0; i < mean.Length; i++)
        {
            int c = coordinates.Free[i];
            double floor = least[i] * coordinates.Components[c].Derivative(mean[i]);
            known.Covariance[c * (n + 1)] += floor * floor;
            double std = climatology?.StandardDeviation[(steps * n) + c] ?? double.PositiveInfinity;
            squares += known.Covariance[c * (n + 1)] / (std * std) / mean.Length;
        }

        fault = !isKnown ? "the window before has no answer of the polish"
            : known.Fault(coordinates, mean, root) is { } wrong ? $"what is known from before cannot be its background: {wrong}"
            : !(squares <= 1) ? "what is known from before says no more of it than climatology" : null;
        isKnown = fault is null;
    }

    /// <summary>What is the same at the start of every window may not change along a window.</summary>
    private static void RequireConstant(ProblemSettings settings, InitialDistribution coordinates, double[] mean)
    {
        int n = settings.StateDimension;
        double[] window = new double[settings.WindowEntries];
        coordinates.ToPhysical(mean, window.AsSpan(0, n));
        settings.Model.DoublePrecision.Integrate(window.AsSpan(0, n), settings.Dt, window.AsSpan(n));
        for (int c = 0; c < n; c++)
        {
            double last = window[window.Length - n + c];
            if (!coordinates.Components[c].IsFree && last != window[c])
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"{settings.Model.Components[c]} is {window[c]} at the start of every window and {last} at its end; ")
                    + "expected a prior with a spread, for windows that share what they know.", nameof(settings));
            }
        }
    }
}
