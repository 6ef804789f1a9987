namespace Vardax.Managed.Scores;

/// <summary>
/// The score interval of a proportion: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// Journal of the American Statistical Association 22 (1927).
/// </summary>
public static class WilsonInterval
{
    /// <summary>
    /// (p + z^2/2n +- z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n), p = successes / trials and z the normal half-width.
    /// </summary>
    /// <param name="successes">0 to trials.</param>
    /// <param name="trials">n, at least 1.</param>
    /// <param name="level">Its confidence.</param>
    /// <exception cref="ArgumentException">A count or the level is out of range.</exception>
    public static Interval Of(int successes, int trials, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        double z = NormalDistribution.CentralHalfWidth(level), n = trials, p = successes / n;
        double middle = p + (z * z / (2 * n)), half = z * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n)));
        double scale = 1 + (z * z / n);
        return new Interval(Math.Max(0, (middle - half) / scale), Math.Min(1, (middle + half) / scale));
    }
}
