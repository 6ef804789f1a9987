namespace Vardax.Managed.Scores;

/// <summary>Statistics of values with weights that sum to 1.</summary>
internal static class WeightedStatistics
{
    /// <summary>
    /// The quantile at probability p of ascending values, linear between the values, each of which stands at the sum of the weights before
    /// the value and half of the value's own.
    /// </summary>
    public static double Quantile(ReadOnlySpan<float> sorted, ReadOnlySpan<double> weights, double p)
    {
        double before = 0, last = double.NegativeInfinity;
        for (int i = 0; i < sorted.Length; i++)
        {
            double at = before + (weights[i] / 2);
            if (at >= p)
                return i == 0 || !(at > last) ? sorted[i] : sorted[i - 1] + ((p - last) / (at - last) * ((double)sorted[i] - sorted[i - 1]));
            (before, last) = (before + weights[i], at);
        }

        return sorted[^1];
    }
}
