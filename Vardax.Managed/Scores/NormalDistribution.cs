using Vardax.Managed.Guards;

namespace Vardax.Managed.Scores;

/// <summary>The standard normal distribution, in double precision.</summary>
public static class NormalDistribution
{
    /// <summary>phi(z) = exp(-z^2 / 2) / sqrt(2 pi).</summary>
    public static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(Math.Tau);

    /// <summary>Phi(z) = integral of phi from minus infinity to z, through the incomplete gamma function: Q(1/2, z^2 / 2) / 2
    /// below 0.</summary>
    public static double Cdf(double z)
    {
        double tail = GammaFunction.UpperRegularized(0.5, z * z / 2) / 2;
        return z < 0 ? tail : 1 - tail;
    }

    /// <summary>The z with Phi(z) = p, by bisection: right to 1e-14 for p between 0.001 and 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">p is not between 0 and 1.</exception>
    public static double Quantile(double p)
    {
        if (Guard.Share(p) > 0.5)
            return -Quantile(1 - p);
        (double low, double high) = (-40, 0);
        for (double middle = -20; middle > low && middle < high; middle = (low + high) / 2)
            (low, high) = Cdf(middle) < p ? (middle, high) : (low, middle);
        return high;
    }

    /// <summary>The half-width, in standard deviations, of the central interval that holds the given share.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public static double CentralHalfWidth(double level) => -Quantile((1 - Guard.Share(level)) / 2);
}
