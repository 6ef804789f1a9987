namespace Vardax.Managed.Scores;

/// <summary>Quantiles of values, linear between order statistics.</summary>
/// <param name="P05">5 %.</param>
/// <param name="P25">25 %.</param>
/// <param name="Median">50 %.</param>
/// <param name="P75">75 %.</param>
/// <param name="P95">95 %.</param>
public readonly record struct QuantileSummary(double P05, double P25, double Median, double P75, double P95)
{
    /// <summary>Summarises values in any order.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static QuantileSummary Of(IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        float[] sorted = [.. values.Select(value => (float)value).Order()];
        if (sorted.Length == 0)
            throw new ArgumentException("Expected at least one value.", nameof(values));
        double At(double p) => SampleStatistics.Quantile(sorted, p);
        return new QuantileSummary(At(0.05), At(0.25), At(0.5), At(0.75), At(0.95));
    }
}
