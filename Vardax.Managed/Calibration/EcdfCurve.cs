using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>
/// The empirical distribution function of fractional ranks less the uniform one, with its simultaneous band, at 0, 1/K, ..., 1.
/// All arrays have one length.
/// </summary>
/// <param name="points"><see cref="Points"/>.</param>
/// <param name="difference"><see cref="Difference"/>.</param>
/// <param name="lower"><see cref="Lower"/>.</param>
/// <param name="upper"><see cref="Upper"/>.</param>
public sealed class EcdfCurve(double[] points, double[] difference, double[] lower, double[] upper)
{
    private const double Rounding = 1e-9;

    /// <summary>Fractional ranks in [0, 1].</summary>
    public double[] Points { get; } = points;

    /// <summary>Share of ranks below each point, less the point.</summary>
    public double[] Difference { get; } = difference;

    /// <summary>Lower edge of the band, as a difference.</summary>
    public double[] Lower { get; } = lower;

    /// <summary>Upper edge of the band, as a difference.</summary>
    public double[] Upper { get; } = upper;

    /// <summary>Whether the difference leaves the band at any point; at 0 and 1 both may be zero but for rounding.</summary>
    public bool IsOutside => Enumerable.Range(0, Points.Length).Any(
        i => !(Difference[i] >= Lower[i] - Rounding && Difference[i] <= Upper[i] + Rounding));

    internal static EcdfCurve Of(SimultaneousBand band, ReadOnlySpan<int> countsBelow)
    {
        int count = band.Cells + 1;
        var curve = new EcdfCurve(new double[count], new double[count], new double[count], new double[count]);
        for (int i = 0; i < count; i++)
        {
            double point = curve.Points[i] = i / (double)band.Cells;
            if (i == 0 || i == band.Cells)
                continue;
            double Difference(int counted) => (counted / (double)band.Count) - point;
            curve.Difference[i] = Difference(countsBelow[i - 1]);
            (curve.Lower[i], curve.Upper[i]) = (Difference(band.Lower[i - 1]), Difference(band.Upper[i - 1]));
        }

        return curve;
    }
}
