namespace Vardax.Managed.Scores;

/// <summary>The mean of a series whose values are correlated in time.</summary>
public static class CorrelatedSeries
{
    private const int Lags = 5;

    /// <summary>
    /// The mean, with the standard error of a series of autocorrelation a^k (AR(1)): variance ACF0/n (1 + (2/n) c),
    /// c = ((n - 1) a - n a^2 + a^(n+1)) / (1 - a)^2, with a fitted to the first five lags of the empirical autocorrelation, up to the first
    /// one that is not positive.
    /// </summary>
    /// <param name="series">n values; the standard error of fewer than 6 is NaN.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static MeanEstimate Mean(ReadOnlySpan<double> series)
    {
        int n = series.Length;
        if (n == 0)
            throw new ArgumentException("Expected at least one value.", nameof(series));
        double mean = 0;
        foreach (double x in series)
            mean += x / n;
        if (n <= Lags || !double.IsFinite(mean))
            return new MeanEstimate(mean, double.NaN);
        double variance = Covariance(series, mean, 0);
        if (variance == 0)
            return new MeanEstimate(mean, 0);
        Span<double> correlations = stackalloc double[Lags];
        int lags = 0;
        for (; lags < Lags; lags++)
        {
            correlations[lags] = Covariance(series, mean, lags + 1) / variance;
            if (correlations[lags] <= 0)
                break;
        }

        double a = Fit(correlations[..lags]);
        double c = (((n - 1) * a) - (n * a * a) + Math.Pow(a, n + 1)) / ((1 - a) * (1 - a));
        return new MeanEstimate(mean, Math.Sqrt(variance / n * (1 + (2 * c / n))));
    }

    private static double Covariance(ReadOnlySpan<double> series, double mean, int lag)
    {
        double sum = 0;
        for (int i = lag; i < series.Length; i++)
            sum += (series[i] - mean) * (series[i - lag] - mean);
        return sum / (series.Length - lag);
    }

    /// <summary>The a in [0, 1) with the least sum of (a^k - r_k)^2, by thirds: the sum has one minimum for falling r.</summary>
    private static double Fit(ReadOnlySpan<double> correlations)
    {
        double low = 0, high = 0.9999;
        for (int iteration = 0; iteration < 100 && correlations.Length > 0; iteration++)
        {
            double left = low + ((high - low) / 3), right = high - ((high - low) / 3);
            if (Misfit(correlations, left) < Misfit(correlations, right))
                high = right;
            else
                low = left;
        }

        return correlations.IsEmpty ? 0 : (low + high) / 2;
    }

    private static double Misfit(ReadOnlySpan<double> correlations, double a)
    {
        double sum = 0, power = 1;
        foreach (double correlation in correlations)
        {
            power *= a;
            sum += (power - correlation) * (power - correlation);
        }

        return sum;
    }
}
