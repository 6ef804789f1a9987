namespace Vardax.Managed.Kernels;

/// <summary>Eigenvalues and vectors of small symmetric matrices, in double precision.</summary>
internal static class SymmetricEigen
{
    private const int MostSweeps = 50;

    /// <summary>
    /// A = V diag(values) V^T by cyclic Jacobi rotations (Golub and Van Loan 2013, section 8.5), largest value first. A is
    /// destroyed; column k of V is the vector of value k. Row-major.
    /// </summary>
    public static void Decompose(Span<double> a, int n, Span<double> values, Span<double> v)
    {
        v[..(n * n)].Clear();
        for (int i = 0; i < n; i++)
            v[(i * n) + i] = 1;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            bool rotated = false;
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    double off = a[(p * n) + q];
                    double scale = Math.Sqrt(Math.Abs(a[(p * n) + p])) * Math.Sqrt(Math.Abs(a[(q * n) + q]));
                    // Relative to both variances: keeps the small eigenvalues of a graded matrix accurate.
                    if (!(Math.Abs(off) > 1e-15 * scale))
                        continue;
                    Rotate(a, n, v, p, q, off);
                    rotated = true;
                }
            }

            if (!rotated)
                break;
        }

        for (int i = 0; i < n; i++)
            values[i] = a[(i * n) + i];
        Sort(values, v, n);
    }

    private static void Rotate(Span<double> a, int n, Span<double> v, int p, int q, double off)
    {
        double theta = (a[(q * n) + q] - a[(p * n) + p]) / (2 * off);
        double t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1), s = t * c;
        for (int k = 0; k < n; k++)
        {
            (double x, double y) = (a[(k * n) + p], a[(k * n) + q]);
            (a[(k * n) + p], a[(k * n) + q]) = ((c * x) - (s * y), (s * x) + (c * y));
        }

        for (int k = 0; k < n; k++)
        {
            (double x, double y) = (a[(p * n) + k], a[(q * n) + k]);
            (a[(p * n) + k], a[(q * n) + k]) = ((c * x) - (s * y), (s * x) + (c * y));
            (x, y) = (v[(k * n) + p], v[(k * n) + q]);
            (v[(k * n) + p], v[(k * n) + q]) = ((c * x) - (s * y), (s * x) + (c * y));
        }

        (a[(p * n) + q], a[(q * n) + p]) = (0, 0);
    }

    private static void Sort(Span<double> values, Span<double> v, int n)
    {
        for (int i = 0; i < n; i++)
        {
            int largest = i;
            for (int j = i + 1; j < n; j++)
                largest = values[j] > values[largest] ? j : largest;
            (values[i], values[largest]) = (values[largest], values[i]);
            for (int k = 0; k < n && largest != i; k++)
                (v[(k * n) + i], v[(k * n) + largest]) = (v[(k * n) + largest], v[(k * n) + i]);
        }
    }
}
