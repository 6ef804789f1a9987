using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>The background that <see cref="PolishedAnalysis"/> polishes with.</summary>
/// <param name="State">N(c_b, B) of the state that many steps before the window.</param>
/// <param name="LeadSteps">How many.</param>
public sealed record PolishBackground(Gaussian State, int LeadSteps)
{
    private const int Windows = 16_384;

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
        int n = settings.StateDimension;
        (double[] mean, double[] covariance) = SimulatedMoments.EstimateFinite(
            new ProblemGenerator(settings.Lead(lead)), stream, Windows, [.. Enumerable.Range(0, n)], cancellation);
        return new PolishBackground(new Gaussian(mean, new DenseCovariance(n, covariance)), lead);
    }
}
