using Vardax.Managed.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Gaussians;

public sealed class BlockDiagonalCovarianceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(65)]
    public void Its_matrix_has_the_blocks_on_its_diagonal(int n)
    {
        double[] dense = PlainMatrix.RandomCovariance(n, n), std = Numbers.Uniform(n, n, 0.5, 2), matrix = new double[9 * n * n];
        for (int i = 0; i < n; i++)
        {
            dense.AsSpan(i * n, n).CopyTo(matrix.AsSpan(i * 3 * n));
            matrix[(n + i) * ((3 * n) + 1)] = std[i] * std[i];
            dense.AsSpan(i * n, n).CopyTo(matrix.AsSpan((((2 * n) + i) * 3 * n) + (2 * n)));
        }

        var block = new DenseCovariance(n, dense);
        CovarianceChecks.Agrees(new BlockDiagonalCovariance(block, new DiagonalCovariance(std), block), matrix);
    }

    [Fact]
    public void Repeat_is_the_same_block_many_times() =>
        Assert.Equal([4, 0, 0, 0, 4, 0, 0, 0, 4], BlockDiagonalCovariance.Repeat(new DiagonalCovariance(2), 3).ToMatrix());

    [Fact]
    public void A_singular_block_makes_it_singular()
    {
        var covariance = new BlockDiagonalCovariance(new LowRankCovariance(2, 1, [1, 3]), new DiagonalCovariance(2));
        Assert.Equal((3, 2, false), (covariance.Dimension, covariance.Rank, covariance.IsPositiveDefinite));
        Assert.Equal([1, 3, 0, 3, 9, 0, 0, 0, 4], covariance.ToMatrix());
        CovarianceChecks.RootProductsAgree(covariance);
        Assert.Throws<InvalidOperationException>(() => covariance.LogDeterminantOfRoot);
        Assert.Throws<InvalidOperationException>(() => covariance.Whiten(new double[3], 1));
        Assert.Throws<InvalidOperationException>(() => covariance.WhitenTransposed(new double[3]));
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        CovarianceChecks.Refused("blocks", "'0'", () => new BlockDiagonalCovariance());
        CovarianceChecks.Refused("blocks", "", () => new BlockDiagonalCovariance((IReadOnlyList<Covariance>)null!));
        CovarianceChecks.Refused("blocks", "Block 1", () => new BlockDiagonalCovariance(new DiagonalCovariance(1), null!));
        CovarianceChecks.Refused("block", "", () => BlockDiagonalCovariance.Repeat(null!, 1));
        CovarianceChecks.Refused("count", "'0'", () => BlockDiagonalCovariance.Repeat(new DiagonalCovariance(1), 0));
    }
}
