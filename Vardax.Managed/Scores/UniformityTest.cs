namespace Vardax.Managed.Scores;

/// <summary>Pearson's chi-square test that counts in bins of equal probability come from a uniform distribution.</summary>
/// <param name="Statistic">sum of (count - expected)^2 / expected.</param>
/// <param name="DegreesOfFreedom">Bins less one.</param>
/// <param name="PValue">Probability of as large a statistic under uniformity: Q(degrees / 2, statistic / 2), the regularised
/// upper incomplete gamma function. Asymptotic: wants 5 expected per bin.</param>
public readonly record struct UniformityTest(double Statistic, int DegreesOfFreedom, double PValue)
{
    /// <summary>Tests counts.</summary>
    /// <exception cref="ArgumentException">There are fewer than 2 bins, or all are empty.</exception>
    public static UniformityTest ChiSquare(ReadOnlySpan<int> counts)
    {
        double total = 0, statistic = 0;
        foreach (int count in counts)
            total += count;
        if (counts.Length < 2 || total <= 0)
        {
            throw new ArgumentException(
                $"Expected at least 2 bins and 1 count, found {counts.Length} bins and {total} counts.", nameof(counts));
        }

        double expected = total / counts.Length;
        foreach (int count in counts)
            statistic += (count - expected) * (count - expected) / expected;
        int degrees = counts.Length - 1;
        return new UniformityTest(statistic, degrees, GammaFunction.UpperRegularized(degrees / 2.0, statistic / 2));
    }
}
