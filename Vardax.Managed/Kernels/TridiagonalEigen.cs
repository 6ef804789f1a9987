using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Kernels;

/// <summary>
/// Eigenvalues and vectors of symmetric matrices in double precision, several times faster than <see cref="SymmetricEigen"/> and accurate to
/// rounding of the largest eigenvalue, not of each: Householder's tridiagonal form, then the QL algorithm with implicit shifts (Golub and Van
/// Loan 2013, sections 8.3 and 8.2; Wilkinson and Reinsch 1971, II/2 and II/4).
/// </summary>
internal static class TridiagonalEigen
{
    private const int MostIterations = 60;

    /// <summary>A = sum of values[i] v_i v_i^T, in no order; row i of <paramref name="vectors"/> is v_i. A is destroyed. Row-major.</summary>
    /// <param name="a">n x n.</param>
    /// <param name="n">n.</param>
    /// <param name="values">Receives n values.</param>
    /// <param name="vectors">Receives n x n.</param>
    /// <param name="scratch">2 n values.</param>
    [MethodImpl(Simd.Hot)]
    public static void Decompose(Span<double> a, int n, Span<double> values, Span<double> vectors, Span<double> scratch)
    {
        Span<double> off = scratch[..n], work = scratch.Slice(n, n);
        Reduce(a, n, values, off, work);
        Accumulate(a, n, vectors, off);
        // Reflection k left the subdiagonal in work; QL wants it in front.
        work[..(n - 1)].CopyTo(off);
        off[n - 1] = 0;
        Iterate(values, off, vectors, n);
    }

    /// <summary>
    /// T = Q^T A Q: diagonal to <paramref name="values"/>, subdiagonal to <paramref name="subdiagonal"/>; reflector k, below the diagonal, stays
    /// in column k as a row of A's upper part, with its factor in <paramref name="factors"/>.
    /// </summary>
    [MethodImpl(Simd.Hot)]
    private static void Reduce(Span<double> a, int n, Span<double> values, Span<double> factors, Span<double> subdiagonal)
    {
        Span<double> p = values;
        for (int k = 0; k < n - 1; k++)
        {
            int m = n - k - 1;
            // By symmetry column k below the diagonal is row k right of it.
            Span<double> v = a.Slice((k * n) + k + 1, m);
            double norm = Math.Sqrt(Reduction.Dot(v, v)), sign = v[0] < 0 ? -1 : 1;
            subdiagonal[k] = -sign * norm;
            if (k == n - 2 || norm == 0)
            {
                (subdiagonal[k], factors[k]) = (v[0], 0);
                continue;
            }

            v[0] += sign * norm;
            double factor = 1 / (norm * Math.Abs(v[0]));
            factors[k] = factor;
            Span<double> w = p[(k + 1)..n];
            double along = 0;
            for (int i = 0; i < m; i++)
            {
                w[i] = factor * Reduction.Dot(a.Slice(((k + 1 + i) * n) + k + 1, m), v);
                along += w[i] * v[i];
            }

            AddScaled(-0.5 * factor * along, v, w);
            for (int i = 0; i < m; i++)
                Subtract(a.Slice(((k + 1 + i) * n) + k + 1, m), v[i], w, w[i], v);
        }

        for (int i = 0; i < n; i++)
            values[i] = a[(i * n) + i];
    }

    /// <summary>Q^T by its reflectors from the last one on.</summary>
    [MethodImpl(Simd.Hot)]
    private static void Accumulate(ReadOnlySpan<double> a, int n, Span<double> q, ReadOnlySpan<double> factors)
    {
        q[..(n * n)].Clear();
        for (int i = 0; i < n; i++)
            q[i * (n + 1)] = 1;
        for (int k = n - 3; k >= 0; k--)
        {
            int m = n - k - 1;
            if (factors[k] == 0)
                continue;
            ReadOnlySpan<double> v = a.Slice((k * n) + k + 1, m);
            for (int i = k + 1; i < n; i++)
            {
                Span<double> row = q.Slice((i * n) + k + 1, m);
                AddScaled(-factors[k] * Reduction.Dot(v, row), v, row);
            }
        }
    }

    [MethodImpl(Simd.Hot)]
    private static void Iterate(Span<double> d, Span<double> e, Span<double> vectors, int n)
    {
        double scale = 0;
        for (int i = 0; i < n; i++)
            scale = Math.Max(scale, Math.Abs(d[i]) + Math.Abs(e[i]));
        for (int l = 0; l < n; l++)
        {
            for (int iteration = 0; iteration < MostIterations; iteration++)
            {
                int m = l;
                while (m < n - 1 && Math.Abs(e[m]) > 1e-16 * scale && Math.Abs(e[m]) > 1e-16 * (Math.Abs(d[m]) + Math.Abs(d[m + 1])))
                    m++;
                if (m == l)
                    break;
                double g = (d[l + 1] - d[l]) / (2 * e[l]), r = Math.Sqrt((g * g) + 1);
                g = d[m] - d[l] + (e[l] / (g + (g < 0 ? -r : r)));
                double s = 1, c = 1, p = 0;
                int i = m - 1;
                for (; i >= l; i--)
                {
                    double f = s * e[i], b = c * e[i];
                    r = Math.Sqrt((f * f) + (g * g));
                    e[i + 1] = r;
                    if (r == 0)
                    {
                        d[i + 1] -= p;
                        e[m] = 0;
                        break;
                    }

                    double inverse = 1 / r;
                    (s, c) = (f * inverse, g * inverse);
                    g = d[i + 1] - p;
                    r = ((d[i] - g) * s) + (2 * c * b);
                    p = s * r;
                    d[i + 1] = g + p;
                    g = (c * r) - b;
                    Rotate(ref MemoryMarshal.GetReference(vectors[(i * n)..]), n, s, c);
                }

                if (i >= l)
                    continue;
                d[l] -= p;
                e[l] = g;
                e[m] = 0;
            }
        }
    }

    /// <summary>Rows x and y, one after the other: y = s x + c y, x = c x - s y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rotate(ref double x, int n, double s, double c)
    {
        ref double y = ref Unsafe.Add(ref x, n);
        Vector<double> sines = new(s), cosines = new(c);
        int k = 0;
        for (; k <= n - Vector<double>.Count; k += Vector<double>.Count)
        {
            Vector<double> a = Simd.Load(ref x, k), b = Simd.Load(ref y, k);
            Simd.Store(Simd.MultiplyAdd(sines, a, cosines * b), ref y, k);
            Simd.Store(Simd.MultiplyAdd(cosines, a, -(sines * b)), ref x, k);
        }

        for (; k < n; k++)
        {
            (double a, double b) = (Unsafe.Add(ref x, k), Unsafe.Add(ref y, k));
            (Unsafe.Add(ref y, k), Unsafe.Add(ref x, k)) = ((s * a) + (c * b), (c * a) - (s * b));
        }
    }

    /// <summary>y += factor x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        ref double xs = ref MemoryMarshal.GetReference(x);
        ref double ys = ref MemoryMarshal.GetReference(y);
        Vector<double> factors = new(factor);
        int k = 0;
        for (; k <= y.Length - Vector<double>.Count; k += Vector<double>.Count)
            Simd.Store(Simd.MultiplyAdd(factors, Simd.Load(ref xs, k), Simd.Load(ref ys, k)), ref ys, k);
        for (; k < y.Length; k++)
            y[k] += factor * x[k];
    }

    /// <summary>row -= a x + b y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract(Span<double> row, double a, ReadOnlySpan<double> x, double b, ReadOnlySpan<double> y)
    {
        ref double rs = ref MemoryMarshal.GetReference(row);
        ref double xs = ref MemoryMarshal.GetReference(x);
        ref double ys = ref MemoryMarshal.GetReference(y);
        Vector<double> left = new(-a), right = new(-b);
        int k = 0;
        for (; k <= row.Length - Vector<double>.Count; k += Vector<double>.Count)
            Simd.Store(Simd.MultiplyAdd(left, Simd.Load(ref xs, k), Simd.MultiplyAdd(right, Simd.Load(ref ys, k), Simd.Load(ref rs, k))), ref rs, k);
        for (; k < row.Length; k++)
            row[k] -= (a * x[k]) + (b * y[k]);
    }
}
