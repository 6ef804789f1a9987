using Vardax.Managed.Kernels;

namespace Vardax.Managed.Gaussians;

/// <summary>
/// The gain of the best linear estimate of x from values v seen with errors R, K = B_xv (B_vv + R)^-1; with v = H x this is
/// B H^T (H B H^T + R)^-1. As a matrix, or in halves that allocate nothing: with L L^T = B_vv + R and G = L^-1 B_vx, K = G^T L^-1 and
/// K B_vx = G^T G.
/// </summary>
internal readonly struct LinearGain
{
    /// <summary>From the covariances, by Cholesky.</summary>
    /// <param name="innovation">B_vv + R, p x p; destroyed.</param>
    /// <param name="p">How many values are seen.</param>
    /// <param name="cross">B_vx, p rows.</param>
    /// <exception cref="ArgumentException">B_vv + R is not positive definite.</exception>
    public LinearGain(Span<double> innovation, int p, ReadOnlySpan<double> cross)
    {
        (Precision, Transposed) = (new double[p * p], cross.ToArray());
        if (p == 0)
            return;
        for (int i = 0; i < p; i++)
            Precision[i * (p + 1)] = 1;
        Cholesky.Solve(innovation, p, Precision, p);
        Cholesky.SolveFactored(innovation, p, Transposed, cross.Length / p);
    }

    /// <summary>(B_vv + R)^-1, p x p.</summary>
    public double[] Precision { get; }

    /// <summary>K^T, as many rows and columns as B_vx has.</summary>
    public double[] Transposed { get; }

    /// <summary>Replaces B_vv + R by L and B_vx by G; false if B_vv + R is not positive definite.</summary>
    /// <param name="innovation">B_vv + R, p x p.</param>
    /// <param name="p">How many values are seen.</param>
    /// <param name="cross">B_vx, p x n.</param>
    /// <param name="n">Dimension of x.</param>
    public static bool TryFactor(Span<double> innovation, int p, Span<double> cross, int n)
    {
        if (!Cholesky.TryFactor(innovation, p))
            return false;
        Cholesky.SolveLower(innovation, p, cross, n);
        return true;
    }

    /// <summary>X += sign K V, V given as L^-1 V.</summary>
    /// <param name="half">G, p x n.</param>
    /// <param name="p">How many values are seen.</param>
    /// <param name="whitened">L^-1 V, p x m.</param>
    /// <param name="x">X, n x m.</param>
    /// <param name="m">Columns.</param>
    /// <param name="sign">1 or -1.</param>
    public static void Add(ReadOnlySpan<double> half, int p, ReadOnlySpan<double> whitened, Span<double> x, int m, double sign)
    {
        int n = x.Length / m;
        for (int j = 0; j < p; j++)
        {
            ReadOnlySpan<double> row = half.Slice(j * n, n), v = whitened.Slice(j * m, m);
            if (m == 1)
            {
                Elementwise.Map(row, x, x, new VectorAddScaled<double>(sign * v[0]));
                continue;
            }

            for (int c = 0; c < n; c++)
                Elementwise.Map(v, x.Slice(c * m, m), x.Slice(c * m, m), new VectorAddScaled<double>(sign * row[c]));
        }
    }
}
