using Vardax.Managed.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Gaussians;

public sealed class LowRankCovarianceTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(7, 3)]
    [InlineData(200, 20)]
    public void Its_matrix_is_the_root_times_its_transpose(int n, int rank)
    {
        double[] root = Numbers.Normal(n, n * rank);
        var covariance = new LowRankCovariance(n, rank, root);
        Assert.Equal((n, rank, false), (covariance.Dimension, covariance.Rank, covariance.IsPositiveDefinite));
        Assert.Equal(root, covariance.Root());
        CloseAssert.Absolute(
            PlainMatrix.Multiply(root, PlainMatrix.Transpose(root, n, rank), n, rank, n), covariance.ToMatrix(), 1e-12 * n);
        CovarianceChecks.RootProductsAgree(covariance);
    }

    [Fact]
    public void What_needs_an_inverse_says_that_there_is_none()
    {
        var covariance = new LowRankCovariance(3, 2, new double[6]);
        foreach (Action call in new Action[]
        {
            () => _ = covariance.LogDeterminantOfRoot, () => covariance.Whiten(new double[3], 1),
            () => covariance.WhitenTransposed(new double[3]),
        })
        {
            Assert.Contains("rank 2 in 3", Assert.Throws<InvalidOperationException>(call).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        CovarianceChecks.Refused("rank", "'2'", () => new LowRankCovariance(2, 2, [1, 0, 0, 1]));
        CovarianceChecks.Refused("root", "found 3", () => new LowRankCovariance(2, 1, [1, 0, 0]));
        CovarianceChecks.Refused("root", "at least 1 x 1", () => new LowRankCovariance(2, 0, []));
        CovarianceChecks.Refused("root", "Entry 1 is NaN", () => new LowRankCovariance(2, 1, [1, double.NaN]));
        CovarianceChecks.Refused("dimension", "'0'", () => new LowRankCovariance(0, 1, []));
    }
}
