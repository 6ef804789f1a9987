using Vardax.Managed.Kernels;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// An ensemble that has lost the truth does not find it again with a fixed inflation. It has if the innovation's chi square, in ten updates in a
/// row, is one that a consistent filter meets once in 1,000: then the anomalies are doubled before the update until the observations are as
/// expected, or within the ensemble's spread.
/// </summary>
internal sealed class EnsembleRecovery
{
    private const int LostAfter = 10, MostDoublings = 60;
    private const double Unlikely = 3.09;

    // How many updates in a row were unlikely.
    private readonly double[] unlikely = new double[1];

    /// <summary>What changes.</summary>
    public IReadOnlyList<double[]> Arrays => [unlikely];

    /// <summary>Judges an innovation; what the anomalies were multiplied by, 1 if nothing is lost.</summary>
    /// <param name="prediction">The update at hand, multiplied.</param>
    /// <param name="innovation">Its innovation.</param>
    /// <param name="rows">The observations' rows.</param>
    /// <param name="std">Standard deviations of all errors.</param>
    /// <param name="anomalies">The anomalies A of the states.</param>
    public double Apply(EnsembleUpdate prediction, ref Innovation innovation, ReadOnlySpan<int> rows, ReadOnlySpan<double> std, Span<double> anomalies)
    {
        unlikely[0] = innovation.ChiSquare > ChiSquareQuantile.Of(rows.Length, Unlikely) ? unlikely[0] + 1 : 0;
        if (unlikely[0] < LostAfter)
            return 1;
        unlikely[0] = 0;
        double factor = 1;
        for (int doublings = 0; innovation.ChiSquare > rows.Length && !prediction.Reaches && doublings < MostDoublings; doublings++)
        {
            factor *= 2;
            prediction.Widen(2);
            innovation = prediction.Factor(rows, std);
        }

        Elementwise.Map(anomalies, anomalies, new VectorScale<double>(factor));
        return factor;
    }
}
