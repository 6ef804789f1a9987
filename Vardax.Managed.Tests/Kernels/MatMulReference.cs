using System.Numerics;
using Vardax.Managed.Kernels;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Kernels;

/// <summary>Matrix products by the triple loop in double precision, with the error bound of a sum of k + 1 terms.</summary>
internal sealed class MatMulReference<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int largest;
    private readonly T[] a, transposedA, b, bias, c;
    private readonly double[] wideA, wideB, wideBias;
    private readonly double epsilon = typeof(T) == typeof(float) ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);

    public MatMulReference(int largest)
    {
        this.largest = largest;
        a = Values(1, largest * largest);
        b = Values(2, largest * largest);
        bias = Values(3, largest);
        transposedA = new T[a.Length];
        c = new T[(largest * largest) + 8];
        (wideA, wideB, wideBias) = (Widen(a), Widen(b), Widen(bias));
    }

    /// <summary>Checks C = f(bias + A B) for both layouts of A, and that nothing behind C is written.</summary>
    public void Check(int m, int n, int k, bool withBias, bool rectify)
    {
        Assert.True(Math.Max(m, Math.Max(n, k)) <= largest);
        var exact = new double[m * n];
        var bound = new double[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int p = 0; p < k; p++)
            {
                double x = wideA[(i * k) + p];
                for (int j = 0; j < n; j++)
                {
                    double term = x * wideB[(p * n) + j];
                    exact[(i * n) + j] += term;
                    bound[(i * n) + j] += Math.Abs(term);
                }
            }
        }

        for (int i = 0; i < m; i++)
        {
            for (int p = 0; p < k; p++)
                transposedA[(p * m) + i] = a[(i * k) + p];
        }

        foreach (bool transposed in (ReadOnlySpan<bool>)[false, true])
        {
            c.AsSpan().Fill(T.NaN);
            T[] source = transposed ? transposedA : a;
            ReadOnlySpan<T> left = source.AsSpan(0, m * k), right = b.AsSpan(0, k * n);
            ReadOnlySpan<T> offset = withBias ? bias.AsSpan(0, n) : default;
            (int row, int column) = transposed ? (1, m) : (k, 1);
            if (rectify)
                MatMul.Multiply(m, n, k, left, row, column, right, c, offset, default(VectorRelu<T>));
            else
                MatMul.Multiply(m, n, k, left, row, column, right, c, offset, default(VectorIdentity<T>));
            Compare(m, n, k, withBias, rectify, transposed, exact, bound);
        }
    }

    private void Compare(int m, int n, int k, bool withBias, bool rectify, bool transposed, double[] exact, double[] bound)
    {
        for (int at = 0; at < m * n; at++)
        {
            double shift = withBias ? wideBias[at % n] : 0;
            double expected = exact[at] + shift;
            double tolerance = (k + 1) * epsilon * (bound[at] + Math.Abs(shift));
            if (rectify)
                expected = Math.Max(expected, 0);
            if (!(Math.Abs(double.CreateChecked(c[at]) - expected) <= tolerance))
            {
                Assert.Fail($"{m} x {n} x {k}, bias {withBias}, rectified {rectify}, A transposed {transposed}: "
                    + $"entry {at} expected {expected} within {tolerance}, found {c[at]}.");
            }
        }

        Assert.True(T.IsNaN(c[m * n]), $"{m} x {n} x {k}: wrote behind C.");
    }

    private static T[] Values(int seed, int count) => [.. Numbers.Normal(seed, count).Select(T.CreateChecked)];

    private static double[] Widen(T[] x) => [.. x.Select(double.CreateChecked)];
}
