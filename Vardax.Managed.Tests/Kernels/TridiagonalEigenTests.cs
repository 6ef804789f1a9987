using Vardax.Managed.Kernels;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Kernels;

public sealed class TridiagonalEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(24)]
    [InlineData(41)]
    public void The_vectors_are_orthonormal_and_give_the_matrix_back(int n)
    {
        foreach (double[] matrix in (double[][])[PlainMatrix.RandomCovariance(n, n), LowRank(n), Diagonal(n), new double[n * n]])
        {
            double scale = 1 + matrix.Max(Math.Abs);
            double[] a = [.. matrix], values = new double[n], vectors = new double[n * n];
            TridiagonalEigen.Decompose(a, n, values, vectors, new double[2 * n]);
            double[] transposed = PlainMatrix.Transpose(vectors, n, n);
            CloseAssert.Absolute(PlainMatrix.Identity(n), PlainMatrix.Multiply(vectors, transposed, n, n, n), 1e-13 * n);
            double[] scaled = [.. vectors.Select((x, i) => x * values[i / n])];
            CloseAssert.Absolute(matrix, PlainMatrix.Multiply(transposed, scaled, n, n, n), 1e-13 * n * scale);
        }
    }

    [Fact]
    public void A_matrix_with_known_eigenvalues_has_them()
    {
        const int N = 12;
        // Second differences: 2 - 2 cos(k pi / (n + 1)).
        var a = new double[N * N];
        for (int i = 0; i < N; i++)
        {
            a[i * (N + 1)] = 2;
            if (i > 0)
                a[(i * N) + i - 1] = a[((i - 1) * N) + i] = -1;
        }

        double[] values = new double[N];
        TridiagonalEigen.Decompose(a, N, values, new double[N * N], new double[2 * N]);
        CloseAssert.Absolute([.. Enumerable.Range(1, N).Select(k => 2 - (2 * Math.Cos(k * Math.PI / (N + 1))))], [.. values.Order()], 1e-14);
    }

    private static double[] LowRank(int n)
    {
        double[] g = Numbers.Normal(2, n * Math.Max(1, n / 3));
        return PlainMatrix.Multiply(g, PlainMatrix.Transpose(g, n, Math.Max(1, n / 3)), n, Math.Max(1, n / 3), n);
    }

    private static double[] Diagonal(int n)
    {
        var a = new double[n * n];
        for (int i = 0; i < n; i++)
            a[i * (n + 1)] = Math.Pow(10, -i % 9);
        return a;
    }
}
