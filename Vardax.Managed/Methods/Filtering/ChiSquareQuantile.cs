namespace Vardax.Managed.Methods.Filtering;

/// <summary>Quantiles of chi square: E. B. Wilson and M. M. Hilferty, "The distribution of chi-square", PNAS 17 (1931).</summary>
internal static class ChiSquareQuantile
{
    /// <summary>What chi square of k values is below as often as a unit normal is below z.</summary>
    public static double Of(int k, double z)
    {
        double variance = 2.0 / (9 * k);
        return k * Math.Pow(1 - variance + (z * Math.Sqrt(variance)), 3);
    }
}
