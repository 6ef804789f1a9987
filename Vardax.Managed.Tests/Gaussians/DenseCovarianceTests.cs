using Vardax.Managed.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Gaussians;

public sealed class DenseCovarianceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(200)]
    public void It_is_the_matrix_it_was_made_from(int n)
    {
        double[] matrix = PlainMatrix.RandomCovariance(n, n);
        CovarianceChecks.Agrees(new DenseCovariance(n, matrix), matrix);
    }

    [Fact]
    public void The_root_is_the_lower_triangle_of_Cholesky() =>
        CloseAssert.Absolute([2, 0, 3, 1], new DenseCovariance(2, [4, 6, 6, 10]).Root(), 1e-15);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public void The_leading_block_is_that_of_the_matrix(int k)
    {
        double[] matrix = PlainMatrix.RandomCovariance(3, 9);
        DenseCovariance leading = new DenseCovariance(9, matrix).Leading(k);
        double[] expected = [.. Enumerable.Range(0, k).SelectMany(i => matrix[(i * 9)..((i * 9) + k)])];
        CloseAssert.Absolute(expected, leading.ToMatrix(), 1e-14);
    }

    [Fact]
    public void Bad_matrices_are_refused_with_what_was_found()
    {
        CovarianceChecks.Refused("dimension", "'0'", () => new DenseCovariance(0, []));
        CovarianceChecks.Refused("matrix", "found 3", () => new DenseCovariance(2, [1, 0, 0]));
        CovarianceChecks.Refused("matrix", "[1, 0] is 0.2, [0, 1] is 0.1", () => new DenseCovariance(2, [1, 0.1, 0.2, 1]));
        CovarianceChecks.Refused("matrix", "Entry 3 is NaN", () => new DenseCovariance(2, [1, 0, 0, double.NaN]));
        CovarianceChecks.Refused("matrix", "Infinity", () => new DenseCovariance(1, [double.PositiveInfinity]));
        CovarianceChecks.Refused("matrix", "2 x 2", () => new DenseCovariance(2, [1, 2, 2, 1]));
        CovarianceChecks.Refused("matrix", "positive definite", () => new DenseCovariance(2, [1, 1, 1, 1]));
        CovarianceChecks.Refused("matrix", "positive definite", () => new DenseCovariance(1, [0]));
        var identity = new DenseCovariance(2, [1, 0, 0, 1]);
        CovarianceChecks.Refused("k", "'0'", () => identity.Leading(0));
        CovarianceChecks.Refused("k", "'3'", () => identity.Leading(3));
    }

    [Fact]
    public void Asymmetry_within_rounding_is_accepted() =>
        Assert.Equal(2, new DenseCovariance(2, [1, 0.1, 0.1 + 1e-12, 1]).Rank);
}
