using Vardax.Managed.Guards;

namespace Vardax.Managed.Scores;

/// <summary>
/// The continuous ranked probability score of a predicted distribution, E|X - y| - E|X - X'| / 2: T. Gneiting and A. E. Raftery,
/// "Strictly proper scoring rules, prediction, and estimation", Journal of the American Statistical Association 102 (2007),
/// equation 21. In the unit of what is predicted; smaller is better.
/// </summary>
public static class Crps
{
    /// <summary>
    /// The fair estimate from a sample: mean|x_i - y| - sum over pairs i &lt; j of |x_i - x_j| / (L (L - 1)), whose expectation
    /// is the score of the distribution sampled, whatever L (C. A. T. Ferro, Quarterly Journal of the Royal Meteorological
    /// Society 140 (2014)). May be below 0.
    /// </summary>
    /// <param name="sorted">L samples in ascending order, at least 2.</param>
    /// <param name="truth">What happened, y.</param>
    /// <exception cref="ArgumentException">There are fewer than 2 samples.</exception>
    public static double Fair(ReadOnlySpan<float> sorted, double truth)
    {
        int count = sorted.Length;
        if (count < 2)
            throw new ArgumentException($"Expected at least 2 samples, found {count}.", nameof(sorted));
        double distance = 0, pairs = 0;
        for (int i = 0; i < count; i++)
        {
            // x_(i) is the larger in i pairs and the smaller in count - 1 - i; taken from the truth, to keep a small spread.
            double difference = sorted[i] - truth;
            distance += Math.Abs(difference);
            pairs += ((2 * i) - count + 1) * difference;
        }

        return (distance / count) - (pairs / ((double)count * (count - 1)));
    }

    /// <summary>
    /// Of a sample with weights: sum of w_i |x_i - y| - sum over pairs i &lt; j of w_i w_j |x_i - x_j|, the score of the discrete distribution.
    /// </summary>
    /// <param name="sorted">Values in ascending order.</param>
    /// <param name="weights">As many weights, of sum 1.</param>
    /// <param name="truth">What happened, y.</param>
    /// <exception cref="ArgumentException">The lengths differ, or there is no value.</exception>
    public static double Weighted(ReadOnlySpan<double> sorted, ReadOnlySpan<double> weights, double truth)
    {
        Guard.Length(sorted.Length, weights.Length, nameof(weights));
        // The integral of (F(x) - 1{x >= y})^2 between neighbouring values.
        double below = 0, sum = truth < sorted[0] ? sorted[0] - truth : 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            below += weights[i];
            double next = i + 1 < sorted.Length ? sorted[i + 1] : Math.Max(sorted[i], truth);
            double split = Math.Clamp(truth, sorted[i], next);
            sum += (below * below * (split - sorted[i])) + ((1 - below) * (1 - below) * (next - split));
        }

        return sum;
    }

    /// <summary>
    /// Of a Gaussian: s (z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi)), z = (y - m) / s (Gneiting and Raftery, section 4.2).
    /// </summary>
    /// <param name="mean">m.</param>
    /// <param name="std">s, above 0.</param>
    /// <param name="truth">What happened, y.</param>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is not positive.</exception>
    public static double Gaussian(double mean, double std, double truth)
    {
        if (!(std > 0))
            throw new ArgumentOutOfRangeException(nameof(std), std, "Expected a positive standard deviation.");
        double z = (truth - mean) / std;
        return std * ((z * ((2 * NormalDistribution.Cdf(z)) - 1))
            + (2 * NormalDistribution.Density(z)) - (1 / Math.Sqrt(Math.PI)));
    }
}
