namespace Vardax.Managed.Randomness;

/// <summary>Probabilities of the standard normal in double precision, fast enough for root finding.</summary>
internal static class NormalProbability
{
    private const double Smallest = 2.2250738585072014e-308;
    private const int MostSteps = 10;

    private static readonly double InverseRootTau = 1 / Math.Sqrt(Math.Tau);

    /// <summary>
    /// The probability below x, and the density there. Relative to itself, the lower tail is within 1e-12 for x above -4, 1e-9
    /// above -6, and 1e-8 below: a rational function of Hart (1968), from 5 sqrt 2 on a continued fraction, as in G. West, "Better
    /// approximations to cumulative normal functions", Wilmott Magazine, 2005.
    /// </summary>
    public static double Below(double x, out double density)
    {
        double size = Math.Abs(x), e = Math.Exp(-x * x / 2), tail;
        density = e * InverseRootTau;
        if (size < 7.07106781186547)
        {
            double p = (3.52624965998911e-2 * size) + 0.700383064443688;
            p = (p * size) + 6.37396220353165;
            p = (p * size) + 33.912866078383;
            p = (p * size) + 112.079291497871;
            p = (p * size) + 221.213596169931;
            p = (p * size) + 220.206867912376;
            double q = (8.83883476483184e-2 * size) + 1.75566716318264;
            q = (q * size) + 16.064177579207;
            q = (q * size) + 86.7807322029461;
            q = (q * size) + 296.564248779674;
            q = (q * size) + 637.333633378831;
            q = (q * size) + 793.826512519948;
            q = (q * size) + 440.413735824752;
            tail = e * p / q;
        }
        else
        {
            tail = density / (size + (1 / (size + (2 / (size + (3 / (size + (4 / (size + 0.65)))))))));
        }

        return x < 0 ? tail : 1 - tail;
    }

    /// <summary>
    /// The x that <see cref="Below"/> makes p of, for p up to 1/2: Newton's method on log p from a rational function (Abramowitz and
    /// Stegun 26.2.22). Below the smallest normal number p counts as that, where x is -37.5.
    /// </summary>
    public static double Quantile(double p)
    {
        if (double.IsNaN(p))
            return p;
        p = Math.Max(p, Smallest);
        double t = Math.Sqrt(-2 * Math.Log(p)), x = ((2.30753 + (0.27061 * t)) / (1 + (0.99229 * t) + (0.04481 * t * t))) - t;
        for (int i = 0; i < MostSteps; i++)
        {
            double below = Below(x, out double density), step = Math.Log(below / p) * below / density;
            x -= step;
            if (Math.Abs(step) <= 1e-13 * (1 + Math.Abs(x)))
                break;
        }

        return x;
    }
}
