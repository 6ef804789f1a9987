using Vardax.Managed.Kernels;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>A square root of a covariance that may lack directions.</summary>
internal static class SemidefiniteRoot
{
    private const double Least = 1e-13;

    /// <summary>
    /// Replaces C (n x n, row-major) by a lower triangle L with L L^T = C; a pivot within rounding of 0 gives a column of zeros. False if C is
    /// not positive semidefinite or not finite.
    /// </summary>
    public static bool TryFactor(Span<double> c, int n)
    {
        for (int i = 0; i < n; i++)
        {
            Span<double> row = c.Slice(i * n, n);
            double variance = row[i];
            for (int j = 0; j < i; j++)
            {
                double pivot = c[(j * n) + j];
                row[j] = pivot == 0 ? 0 : (row[j] - Reduction.Dot(row[..j], c.Slice(j * n, j))) / pivot;
            }

            double left = variance - Reduction.Dot(row[..i], row);
            if (!(left >= -Least * variance && double.IsFinite(left)))
                return false;
            row[i] = left <= Least * variance ? 0 : Math.Sqrt(left);
            row[(i + 1)..].Clear();
        }

        return true;
    }
}
