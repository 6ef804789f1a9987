using Vardax.Managed.Guards;

namespace Vardax.Managed.Gaussians;

/// <summary>Groups of errors, independent of each other: C = diag(C_1, C_2, ...).</summary>
public sealed class BlockDiagonalCovariance : Covariance
{
    private readonly Covariance[] blocks;

    /// <summary>From the blocks, in order.</summary>
    /// <exception cref="ArgumentException">There is none, or one is null.</exception>
    public BlockDiagonalCovariance(params IReadOnlyList<Covariance> blocks)
        : base(Sum(blocks, b => b.Dimension), Sum(blocks, b => b.Rank), nameof(blocks)) => this.blocks = [.. blocks];

    /// <summary>The same block <paramref name="count"/> times.</summary>
    /// <exception cref="ArgumentException">The count is below 1.</exception>
    public static BlockDiagonalCovariance Repeat(Covariance block, int count)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new BlockDiagonalCovariance([.. Enumerable.Repeat(block, count)]);
    }

    /// <inheritdoc/>
    public override double LogDeterminantOfRoot => blocks.Sum(b => b.LogDeterminantOfRoot);

    /// <inheritdoc/>
    public override void MultiplyRoot(ReadOnlySpan<double> v, Span<double> result)
    {
        Require(v.Length, result.Length, nameof(v));
        int from = 0, to = 0;
        foreach (Covariance block in blocks)
        {
            block.MultiplyRoot(v.Slice(from, block.Rank), result.Slice(to, block.Dimension));
            (from, to) = (from + block.Rank, to + block.Dimension);
        }
    }

    /// <inheritdoc/>
    public override void MultiplyTransposedRoot(ReadOnlySpan<double> x, Span<double> result)
    {
        Require(result.Length, x.Length, nameof(x));
        int from = 0, to = 0;
        foreach (Covariance block in blocks)
        {
            block.MultiplyTransposedRoot(x.Slice(from, block.Dimension), result.Slice(to, block.Rank));
            (from, to) = (from + block.Dimension, to + block.Rank);
        }
    }

    /// <inheritdoc/>
    public override void Whiten(Span<double> x, int columns)
    {
        Guard.Matrix(x.Length, Dimension, columns, nameof(x));
        foreach (Covariance block in blocks)
        {
            block.Whiten(x[..(block.Dimension * columns)], columns);
            x = x[(block.Dimension * columns)..];
        }
    }

    /// <inheritdoc/>
    public override void WhitenTransposed(Span<double> x)
    {
        Guard.Length(Dimension, x.Length, nameof(x));
        foreach (Covariance block in blocks)
        {
            block.WhitenTransposed(x[..block.Dimension]);
            x = x[block.Dimension..];
        }
    }

    private static int Sum(IReadOnlyList<Covariance> blocks, Func<Covariance, int> size)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        for (int i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is null)
                throw new ArgumentNullException(nameof(blocks), $"Block {i} is null.");
        }

        return blocks.Sum(size);
    }
}
