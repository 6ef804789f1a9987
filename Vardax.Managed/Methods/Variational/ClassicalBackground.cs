using Vardax.Managed.Gaussians;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>The backgrounds that the classical analyses of one family of problems share.</summary>
/// <param name="State">Of the state that the 4DVar methods control, <paramref name="LeadSteps"/> before the window.</param>
/// <param name="Window">Of all states of the window, for OI and 3DVar.</param>
/// <param name="LeadSteps">How many steps before the window <paramref name="State"/> holds.</param>
public sealed record ClassicalBackground(Gaussian State, Gaussian Window, int LeadSteps = 0)
{
    private const int ValidationWindows = 160;

    /// <summary>The published experiment's: mean 0 and PriorStd^2 I at the window's start, and for OI and 3DVar at every state.</summary>
    public static ClassicalBackground Published(ProblemSettings settings)
    {
        Gaussian state = WindowPrior.Published(settings);
        return new ClassicalBackground(state, WindowPrior.Static(settings, state));
    }

    /// <summary>
    /// Mean and covariance of simulated windows, and of the state some steps before them, in its free coordinates: exact if no burn-in is
    /// left before that state. The lead-in lets the model carry the Gaussian onto the attractor: 0.3 time units bring strong-constraint
    /// 4DVar on Lorenz-63's to the accuracy of the exact posterior, where a Gaussian background of the first state itself costs 15 % in
    /// RMSE.
    /// </summary>
    /// <param name="generator">The family.</param>
    /// <param name="stream">The key of the simulated problems; not that of the problems to analyse.</param>
    /// <param name="leadSteps">Lead-in; no more than the burn-in is used.</param>
    /// <param name="count">Number of simulated windows.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    /// <exception cref="ArgumentException">The simulated prior diverges or has no spread, or a number is out of range.</exception>
    public static ClassicalBackground Climatological(
        ProblemGenerator generator, RandomKey stream, int leadSteps = 30, int count = 16_384, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Climatological(generator, stream, PolishBackground.Estimate(generator.Settings, stream, leadSteps, cancellation), count, cancellation);
    }

    /// <summary>The same with a background of the state that is known.</summary>
    internal static ClassicalBackground Climatological(
        ProblemGenerator generator, RandomKey stream, PolishBackground start, int count = 16_384, CancellationToken cancellation = default) =>
        new(start.State, WindowPrior.Climatological(generator, stream, count, cancellation), start.LeadSteps);

    /// <summary>The background of the state alone, with the lead-in that is best for multi-start strong-constraint 4DVar if none is given.</summary>
    internal static PolishBackground OfState(
        ProblemSettings settings, RandomKey trainKey, MultiStart starts, int? leadSteps, ParallelOptions? parallel) =>
        leadSteps is { } lead
            ? PolishBackground.Estimate(settings, trainKey.Prior(), lead, parallel?.CancellationToken ?? default)
            : LeadChoice.Best(settings, trainKey, background => new LaplacePosterior(
                new StrongFourDVar(settings, background.State, null, starts, background.LeadSteps)), LeadChoice.Windows(settings, ValidationWindows), parallel).Background;
}
