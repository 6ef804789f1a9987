namespace Vardax.Managed.Scores;

/// <summary>The gamma function and its incomplete integrals, of positive arguments.</summary>
internal static class GammaFunction
{
    private const double Precision = 1e-16;

    // Lanczos's coefficients for g = 7, n = 9 (P. Godfrey): relative error below 1e-15.
    private const double LanczosG = 7;

    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>log Gamma(x), x above 0: Lanczos's approximation.</summary>
    public static double Log(double x)
    {
        if (x < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - Log(1 - x);
        double sum = Lanczos[0];
        for (int i = 1; i < Lanczos.Length; i++)
            sum += Lanczos[i] / (x - 1 + i);
        double t = x - 0.5 + LanczosG;
        return (Math.Log(Math.Tau) / 2) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>
    /// Q(a, x) = integral from x to infinity of t^(a-1) e^-t dt / Gamma(a), a above 0, x 0 or more: 1 less the power series of P
    /// below x = a + 1 (Abramowitz and Stegun 6.5.29), the continued fraction (6.5.31, by Lentz's method) above it.
    /// </summary>
    public static double UpperRegularized(double a, double x)
    {
        if (x <= 0)
            return 1;
        if (double.IsPositiveInfinity(x))
            return 0;
        double factor = Math.Exp((a * Math.Log(x)) - x - Log(a));
        return x < a + 1 ? 1 - (factor * Series(a, x)) : factor * ContinuedFraction(a, x);
    }

    private static double Series(double a, double x)
    {
        double term = 1 / a, sum = term;
        for (int n = 1; term > sum * Precision; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    private static double ContinuedFraction(double a, double x)
    {
        double b = x + 1 - a, c = double.MaxValue, d = 1 / b, fraction = d;
        for (int n = 1; n < 10_000; n++)
        {
            double numerator = n * (a - n);
            b += 2;
            d = 1 / (b + (numerator * d));
            c = b + (numerator / c);
            fraction *= c * d;
            if (Math.Abs((c * d) - 1) < Precision)
                break;
        }

        return fraction;
    }
}
