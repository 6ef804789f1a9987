namespace Vardax.Managed.Kernels;

/// <summary>Symmetric positive definite systems in double precision. Matrices are n x n, row-major.</summary>
internal static class Cholesky
{
    /// <summary>
    /// Replaces B by A^-1 B. A (n x n) is overwritten by its factor L, A = L L^T; B is n x <paramref name="columns"/>; both
    /// row-major.
    /// </summary>
    /// <exception cref="ArgumentException">A is not positive definite.</exception>
    public static void Solve(Span<double> a, int n, Span<double> b, int columns)
    {
        int bad = Factor(a, n);
        if (bad >= 0)
            throw new ArgumentException($"Expected a positive definite matrix; pivot {bad} is {a[(bad * n) + bad]}.", nameof(a));
        SolveFactored(a, n, b, columns);
    }

    /// <summary>
    /// Overwrites the lower triangle of A by its factor L, A = L L^T, and returns true; false where A is not positive definite to
    /// rounding, A then being partly overwritten. What is above the diagonal is neither read nor written.
    /// </summary>
    public static bool TryFactor(Span<double> a, int n) => Factor(a, n) < 0;

    /// <summary>As <see cref="TryFactor"/>, with zeros above the diagonal: A is then L as a whole matrix.</summary>
    public static bool TryLower(Span<double> a, int n)
    {
        if (!TryFactor(a, n))
            return false;
        for (int i = 0; i < n; i++)
            a.Slice((i * n) + i + 1, n - i - 1).Clear();
        return true;
    }

    /// <summary>Replaces B (n x <paramref name="columns"/>) by A^-1 B = L^-T L^-1 B.</summary>
    public static void SolveFactored(ReadOnlySpan<double> l, int n, Span<double> b, int columns)
    {
        SolveLower(l, n, b, columns);
        SolveLowerTransposed(l, n, b, columns);
    }

    /// <summary>Replaces B (n x <paramref name="columns"/>) by L^-1 B.</summary>
    public static void SolveLower(ReadOnlySpan<double> l, int n, Span<double> b, int columns)
    {
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> row = l.Slice(i * n, i + 1);
            if (columns == 1)
            {
                b[i] = (b[i] - Reduction.Dot(row[..i], b)) / row[i];
                continue;
            }

            for (int k = 0; k < i; k++)
                SubtractRow(b, i, k, row[k], columns);
            DivideRow(b, i, row[i], columns);
        }
    }

    /// <summary>Replaces B (n x <paramref name="columns"/>) by L^-T B.</summary>
    public static void SolveLowerTransposed(ReadOnlySpan<double> l, int n, Span<double> b, int columns)
    {
        for (int i = n - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = l.Slice(i * n, i + 1);
            if (columns == 1)
            {
                b[i] /= row[i];
                Elementwise.Map(row[..i], b, b, new VectorAddScaled<double>(-b[i]));
                continue;
            }

            DivideRow(b, i, row[i], columns);
            for (int k = 0; k < i; k++)
                SubtractRow(b, k, i, row[k], columns);
        }
    }

    /// <summary>The index of the first pivot that is not positive, left where it was found; -1 for none.</summary>
    private static int Factor(Span<double> a, int n)
    {
        for (int i = 0; i < n; i++)
        {
            Span<double> row = a.Slice(i * n, i + 1);
            for (int j = 0; j < i; j++)
                row[j] = (row[j] - Reduction.Dot(row[..j], a.Slice(j * n, j))) / a[(j * n) + j];
            row[i] -= Reduction.Dot(row[..i], row);
            if (!(row[i] > 0 && double.IsFinite(row[i])))
                return i;
            row[i] = Math.Sqrt(row[i]);
        }

        return -1;
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
