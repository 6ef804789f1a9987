namespace Vardax.Managed.Methods.Filtering;

/// <summary>How far the observations of an update were from what the filter expected: innovation d, of expected covariance C.</summary>
/// <param name="Count">Values observed.</param>
/// <param name="ChiSquare">d^T C^-1 d: of mean <paramref name="Count"/> if the filter is consistent.</param>
/// <param name="LogEvidence">
/// log of the density of the observations given all earlier ones, in nats, in the instruments' working units.
/// </param>
public readonly record struct Innovation(int Count, double ChiSquare, double LogEvidence)
{
    /// <summary>Of a Gaussian: -1/2 (chi square + log det C + k log 2 pi).</summary>
    /// <param name="count">k.</param>
    /// <param name="chiSquare">d^T C^-1 d.</param>
    /// <param name="logDeterminant">log det C, in working units.</param>
    internal static Innovation Gaussian(int count, double chiSquare, double logDeterminant) =>
        new(count, chiSquare, -0.5 * (chiSquare + logDeterminant + (count * Math.Log(2 * Math.PI))));
}
