using Vardax.Managed.Kernels;

namespace Vardax.Managed.Gaussians;

/// <summary>
/// The gain of the best linear estimate of x from values v seen with errors R, K = B_xv (B_vv + R)^-1; with v = H x this is
/// B H^T (H B H^T + R)^-1.
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
}
