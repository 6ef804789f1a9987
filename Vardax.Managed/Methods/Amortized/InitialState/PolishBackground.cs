using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.InitialState;

/// <summary>The background that <see cref="PolishedAnalysis"/> polishes with.</summary>
/// <param name="Statistics">Of the state that many steps before the window.</param>
/// <param name="LeadSteps">How many.</param>
public sealed record PolishBackground(ControlStandardization Statistics, int LeadSteps)
{
    /// <summary>Estimates it from simulated windows.</summary>
    /// <param name="settings">The family of problems.</param>
    /// <param name="stream">The key of the simulated problems.</param>
    /// <param name="leadSteps">
    /// Lead-in; no more than the burn-in is used. 25 steps of 0.01 contract the Gaussian background of Lorenz-63 onto its attractor
    /// fortyfold; from 30 on the guess no longer survives the way back there.
    /// </param>
    /// <param name="cancellation">Ends the simulation.</param>
    /// <exception cref="ArgumentException">The simulated prior diverges or has no spread, or a number is out of range.</exception>
    public static PolishBackground Estimate(
        ProblemSettings settings, RandomKey stream, int leadSteps = 25, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegative(leadSteps);
        int lead = Math.Min(leadSteps, settings.BurnInSteps);
        return new PolishBackground(
            ControlStandardization.Estimate(new ProblemGenerator(settings.Lead(lead)), stream, cancellation: cancellation), lead);
    }
}
