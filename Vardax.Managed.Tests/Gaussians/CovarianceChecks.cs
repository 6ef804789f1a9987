using Vardax.Managed.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Gaussians;

/// <summary>What every covariance must do, against its matrix by plain loops.</summary>
internal static class CovarianceChecks
{
    public static void Agrees(Covariance covariance, double[] matrix)
    {
        int n = covariance.Dimension;
        Assert.True(covariance.IsPositiveDefinite);
        Assert.Equal(n, covariance.Rank);
        Assert.InRange(Worst(matrix, covariance.ToMatrix()), 0, 1e-12 * matrix.Max());
        RootProductsAgree(covariance);
        CloseAssert.Absolute(PlainMatrix.Invert(matrix, n).LogDeterminant / 2, covariance.LogDeterminantOfRoot, 1e-10 * n);

        double[] root = covariance.Root(), rootT = PlainMatrix.Transpose(root, n, n);
        foreach (int columns in new[] { 1, 2, 7 })
        {
            double[] x = Numbers.Normal(columns, n * columns), whitened = [.. x];
            covariance.Whiten(whitened, columns);
            Assert.InRange(Worst(x, PlainMatrix.Multiply(root, whitened, n, n, columns)), 0, 1e-10);
        }

        double[] y = Numbers.Normal(9, n), z = [.. y];
        covariance.WhitenTransposed(z);
        Assert.InRange(Worst(y, PlainMatrix.Multiply(rootT, z, n, n, 1)), 0, 1e-10);
        Refuses.Argument("x", () => covariance.Whiten(new double[n + 1], 1));
        Refuses.Argument("x", () => covariance.Whiten([], 0));
        Refuses.Argument("x", () => covariance.WhitenTransposed(new double[n + 1]));
    }

    /// <summary>S v and S^T x against S.</summary>
    public static void RootProductsAgree(Covariance covariance)
    {
        (int n, int rank) = (covariance.Dimension, covariance.Rank);
        double[] root = covariance.Root(), v = Numbers.Normal(1, rank), x = Numbers.Normal(2, n);
        double[] product = new double[n], transposed = new double[rank];
        Array.Fill(product, double.NaN);
        Array.Fill(transposed, double.NaN);
        covariance.MultiplyRoot(v, product);
        covariance.MultiplyTransposedRoot(x, transposed);
        Assert.InRange(Worst(PlainMatrix.Multiply(root, v, n, rank, 1), product), 0, 1e-11);
        Assert.InRange(Worst(PlainMatrix.Multiply(PlainMatrix.Transpose(root, n, rank), x, rank, n, 1), transposed), 0, 1e-11);
        Assert.ThrowsAny<ArgumentException>(() => covariance.MultiplyRoot(new double[rank + 1], product));
        Assert.ThrowsAny<ArgumentException>(() => covariance.MultiplyRoot(v, new double[n + 1]));
        Assert.ThrowsAny<ArgumentException>(() => covariance.MultiplyTransposedRoot(new double[n + 1], transposed));
        Assert.ThrowsAny<ArgumentException>(() => covariance.MultiplyTransposedRoot(x, new double[rank + 1]));
    }

    /// <summary>A refusal names the argument and says what was found.</summary>
    public static void Refused(string parameter, string found, Func<object?> call)
    {
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => { call(); });
        Assert.Equal(parameter, error.ParamName);
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
    }

    private static double Worst(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double worst = expected.Zip(actual, (x, y) => Math.Abs(x - y)).Max();
        return actual.All(double.IsFinite) ? worst : double.PositiveInfinity;
    }
}
