namespace Vardax.Managed.Kernels;

/// <summary>Symmetric positive definite systems in double precision.</summary>
internal static class Cholesky
{
    /// <summary>
    /// Replaces B by A^-1 B. A (n x n) is overwritten by its factor L, A = L L^T; B is n x <paramref name="columns"/>; both row-major.
    /// </summary>
    /// <exception cref="ArgumentException">A is not positive definite.</exception>
    public static void Solve(Span<double> a, int n, Span<double> b, int columns)
    {
        for (int j = 0; j < n; j++)
        {
            for (int i = j; i < n; i++)
            {
                double sum = a[(i * n) + j];
                for (int k = 0; k < j; k++)
                    sum -= a[(i * n) + k] * a[(j * n) + k];
                if (i > j)
                    a[(i * n) + j] = sum / a[(j * n) + j];
                else if (sum > 0)
                    a[(j * n) + j] = Math.Sqrt(sum);
                else
                    throw new ArgumentException($"Expected a positive definite matrix; pivot {j} is {sum}.", nameof(a));
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++)
                SubtractRow(b, i, k, a[(i * n) + k], columns);
            DivideRow(b, i, a[(i * n) + i], columns);
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
                SubtractRow(b, i, k, a[(k * n) + i], columns);
            DivideRow(b, i, a[(i * n) + i], columns);
        }
    }

    private static void SubtractRow(Span<double> b, int target, int source, double factor, int columns)
    {
        Span<double> row = b.Slice(target * columns, columns);
        Elementwise.Map(b.Slice(source * columns, columns), row, row, new VectorAddScaled<double>(-factor));
    }

    private static void DivideRow(Span<double> b, int row, double divisor, int columns)
    {
        Span<double> values = b.Slice(row * columns, columns);
        Elementwise.Map(values, values, new VectorScale<double>(1 / divisor));
    }
}
