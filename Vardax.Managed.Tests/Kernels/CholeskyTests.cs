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
        double[] factor = Numbers.Normal(n, n * n), right = Numbers.Normal(n + 1, n * columns);
        var a = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int k = 0; k < n; k++)
                    a[(i * n) + j] += factor[(i * n) + k] * factor[(j * n) + k];
            }

            a[(i * n) + i] += n;
        }

        double[] solution = [.. right];
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
}
