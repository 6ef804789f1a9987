using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Amortized.Heads;

/// <summary>
/// A fixed set of points that stand for the standard normal in n dimensions: the additive recurrence of the generalised golden
/// ratio g, g^{n + 1} = g + 1 (M. Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018), through the normal
/// quantile, then shifted and stretched to mean 0 and covariance I.
/// </summary>
internal static class BalancedNormals
{
    /// <summary>Creates count x n numbers.</summary>
    public static float[] Create(int n, int count)
    {
        double g = 1.5;
        for (int i = 0; i < 100; i++)
            g = Math.Pow(1 + g, 1.0 / (n + 1));
        var uniform = new float[count * n];
        for (int at = 0; at < uniform.Length; at++)
        {
            double turns = 0.5 + (((at / n) + 1) / Math.Pow(g, (at % n) + 1));
            uniform[at] = (float)((2 * (turns - Math.Floor(turns))) - 1);
        }

        // Points in columns: the triangular solve then has one right-hand side for each.
        Elementwise.Map(uniform, uniform, default(InverseErf));
        var points = new double[n * count];
        for (int i = 0; i < n; i++)
        {
            double mean = Enumerable.Range(0, count).Average(at => (double)uniform[(at * n) + i]);
            for (int at = 0; at < count; at++)
                points[(i * count) + at] = uniform[(at * n) + i] - mean;
        }

        var covariance = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
                covariance[(i * n) + j] = Reduction.Dot(points.AsSpan(i * count, count), points.AsSpan(j * count, count)) / count;
        }

        if (!Cholesky.TryFactor(covariance, n))
            throw new ArgumentException($"Expected many more points than the {n} dimensions, found {count}.", nameof(count));
        Cholesky.SolveLower(covariance, n, points, count);
        return [.. Enumerable.Range(0, count * n).Select(at => (float)points[((at % n) * count) + (at / n)])];
    }
}
