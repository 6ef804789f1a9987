using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Gaussians;

/// <summary>
/// A covariance given by its factor, C = S S^T with S of n x r: singular where r is below n, as that of a window whose states all
/// follow from its first one.
/// </summary>
public sealed class LowRankCovariance : Covariance
{
    private readonly double[] root;

    /// <summary>From S, row-major.</summary>
    /// <param name="dimension">n.</param>
    /// <param name="rank">r, below n.</param>
    /// <param name="root">n x r values.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or a value is not finite.</exception>
    public LowRankCovariance(int dimension, int rank, ReadOnlySpan<double> root)
        : base(dimension, rank)
    {
        Guard.Matrix(root.Length, dimension, rank, nameof(root));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, dimension);
        Guard.Finite(root, nameof(root));
        this.root = root.ToArray();
    }

    /// <inheritdoc/>
    public override double LogDeterminantOfRoot => throw Singular();

    /// <inheritdoc/>
    public override double[] Root() => [.. root];

    /// <inheritdoc/>
    public override void MultiplyRoot(ReadOnlySpan<double> v, Span<double> result)
    {
        Require(v.Length, result.Length, nameof(v));
        for (int i = 0; i < result.Length; i++)
            result[i] = Reduction.Dot(root.AsSpan(i * Rank, Rank), v);
    }

    /// <inheritdoc/>
    public override void MultiplyTransposedRoot(ReadOnlySpan<double> x, Span<double> result)
    {
        Require(result.Length, x.Length, nameof(x));
        result.Clear();
        for (int i = 0; i < x.Length; i++)
            Elementwise.Map(root.AsSpan(i * Rank, Rank), result, result, new VectorAddScaled<double>(x[i]));
    }

    /// <inheritdoc/>
    public override void Whiten(Span<double> x, int columns) => throw Singular();

    /// <inheritdoc/>
    public override void WhitenTransposed(Span<double> x) => throw Singular();

    private InvalidOperationException Singular() =>
        new($"This covariance is singular, of rank {Rank} in {Dimension} dimensions: it has no inverse and no density.");
}
