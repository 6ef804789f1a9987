namespace Vardax.Managed.Cli.Reporting;

/// <summary>
/// The empirical distribution function of a quantity's fractional ranks less the uniform one, and its simultaneous 95 % band, at
/// ascending evaluation points (Säilynoja, Bürkner and Vehtari 2022). All arrays have one length.
/// </summary>
/// <param name="Points">Fractional ranks in [0, 1] at which it is evaluated.</param>
/// <param name="Difference">ECDF(x) - x at each point.</param>
/// <param name="Lower">Lower edge of the band, as a difference.</param>
/// <param name="Upper">Upper edge of the band, as a difference.</param>
internal sealed record EcdfDifference(double[] Points, double[] Difference, double[] Lower, double[] Upper)
{
    private const double Rounding = 1e-9;

    /// <summary>Whether the difference leaves the band at any point; at 0 and 1 both may be zero but for rounding.</summary>
    public bool IsOutside => Enumerable.Range(0, Points.Length).Any(
        i => !(Difference[i] >= Lower[i] - Rounding && Difference[i] <= Upper[i] + Rounding));
}
