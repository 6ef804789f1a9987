using Vardax.Managed.Kernels;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Kernels;

public sealed class CholeskyTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(3, 1)]
    [InlineData(9, 4)]
    [InlineData(33, 153)]
    [InlineData(40, 1)]
    public void The_solution_satisfies_the_system(int n, int columns)
    {
        double[] a = PositiveDefinite(n), right = Numbers.Normal(n + 1, n * columns), solution = [.. right];
        Cholesky.Solve([.. a], n, solution, columns);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = Enumerable.Range(0, n).Sum(k => a[(i * n) + k] * solution[(k * columns) + j]);
                CloseAssert.Absolute(right[(i * columns) + j], sum, 1e-12 * n, $"row {i}, column {j}");
            }
        }
    }

    [Fact]
    public void A_system_solved_by_hand()
    {
        // [4 2; 2 5] x = [10; 13] has x = [1.5; 2].
        double[] b = [10, 13];
        Cholesky.Solve([4, 2, 2, 5], 2, b, 1);
        CloseAssert.Absolute([1.5, 2], b, 1e-15);
    }

    [Theory]
    [InlineData(1, 2, 2, 1)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(-1, 0, 0, 1)]
    [InlineData(double.NaN, 0, 0, 1)]
    public void A_matrix_that_is_not_positive_definite_is_refused(double a00, double a01, double a10, double a11)
    {
        double[] a = [a00, a01, a10, a11];
        Assert.Equal("a", Assert.Throws<ArgumentException>(() => Cholesky.Solve(a, 2, new double[2], 1)).ParamName);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(33)]
    [InlineData(100)]
    public void The_factor_times_its_transpose_is_the_matrix(int n)
    {
        double[] a = PositiveDefinite(n), l = [.. a];
        Assert.True(Cholesky.TryFactor(l, n));
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = Enumerable.Range(0, Math.Min(i, j) + 1).Sum(k => l[(i * n) + k] * l[(j * n) + k]);
                CloseAssert.Absolute(a[(i * n) + j], sum, 1e-13 * n, $"{i}, {j}");
            }
        }
    }

    [Fact]
    public void What_is_above_the_diagonal_is_neither_read_nor_written()
    {
        // [4 2 0; 2 5 2; 0 2 2] = L L^T with L = [2 . .; 1 2 .; 0 1 1].
        double[] a = [4, double.NaN, double.NaN, 2, 5, double.NaN, 0, 2, 2];
        Assert.True(Cholesky.TryFactor(a, 3));
        Assert.Equal([2, double.NaN, double.NaN, 1, 2, double.NaN, 0, 1, 1], a);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Triangular_systems_solved_by_hand(int columns)
    {
        // L = [2 .; 3 4]: L x = [2; 11] has x = [1; 2], and L^T x = [8; 8] has x = [1; 2].
        double[] l = [2, double.NaN, 3, 4], expected = Columns(1, 2);
        double[] lower = Columns(2, 11), transposed = Columns(8, 8);
        Cholesky.SolveLower(l, 2, lower, columns);
        Cholesky.SolveLowerTransposed(l, 2, transposed, columns);
        CloseAssert.Absolute(expected, lower, 1e-15);
        CloseAssert.Absolute(expected, transposed, 1e-15);

        double[] Columns(double first, double second) =>
            [.. Enumerable.Repeat(first, columns), .. Enumerable.Repeat(second, columns)];
    }

    [Theory]
    [InlineData(1, 2, 2, 1)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(-1, 0, 0, 1)]
    [InlineData(1, 0, 0, double.NaN)]
    [InlineData(1, 0, 0, double.PositiveInfinity)]
    public void A_factor_that_does_not_exist_is_told(double a00, double a01, double a10, double a11) =>
        Assert.False(Cholesky.TryFactor([a00, a01, a10, a11], 2));

    private static double[] PositiveDefinite(int n)
    {
        double[] factor = Numbers.Normal(n, n * n), a = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int k = 0; k < n; k++)
                    a[(i * n) + j] += factor[(i * n) + k] * factor[(j * n) + k];
            }

            a[(i * n) + i] += n;
        }

        return a;
    }
}
