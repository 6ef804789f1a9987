using Vardax.Managed.Kernels;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// An ensemble that has lost the truth, by <see cref="LostTruth"/>, does not find it again with a fixed inflation: the anomalies are then
/// doubled before the update until the observations are as expected, or within the ensemble's spread.
/// </summary>
internal sealed class EnsembleRecovery
{
    private readonly LostTruth truth = new();

    /// <summary>What changes.</summary>
    public IReadOnlyList<double[]> Arrays => truth.Arrays;

    /// <summary>Judges an innovation; what the anomalies were multiplied by, 1 if nothing is lost.</summary>
    /// <param name="prediction">The update at hand, multiplied.</param>
    /// <param name="innovation">Its innovation.</param>
    /// <param name="rows">The observations' rows.</param>
    /// <param name="std">Standard deviations of all errors.</param>
    /// <param name="anomalies">The anomalies A of the states.</param>
    public double Apply(EnsembleUpdate prediction, ref Innovation innovation, ReadOnlySpan<int> rows, ReadOnlySpan<double> std, Span<double> anomalies)
    {
        if (!truth.IsLost(innovation))
            return 1;
        double factor = 1;
        for (int doublings = 0; innovation.ChiSquare > rows.Length && !prediction.Reaches && doublings < LostTruth.MostDoublings; doublings++)
        {
            factor *= 2;
            prediction.Widen(2);
            innovation = prediction.Factor(rows, std);
        }

        Elementwise.Map(anomalies, anomalies, new VectorScale<double>(factor));
        return factor;
    }
}
