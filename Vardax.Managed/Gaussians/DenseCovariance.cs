using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Gaussians;

/// <summary>Errors correlated with each other: any positive definite C, by its Cholesky factor.</summary>
public sealed class DenseCovariance : Covariance
{
    private readonly double[] matrix, factor;

    /// <summary>From C, row-major.</summary>
    /// <param name="dimension">n.</param>
    /// <param name="matrix">n x n values.</param>
    /// <exception cref="ArgumentException">
    /// The size does not fit, or the matrix is not finite, symmetric and positive definite.
    /// </exception>
    public DenseCovariance(int dimension, ReadOnlySpan<double> matrix)
        : base(dimension, dimension)
    {
        Guard.Matrix(matrix.Length, dimension, dimension, nameof(matrix));
        Guard.Finite(matrix, nameof(matrix));
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j < i; j++)
            {
                (double a, double b) = (matrix[(i * dimension) + j], matrix[(j * dimension) + i]);
                double scale = Math.Sqrt(Math.Abs(matrix[(i * dimension) + i] * matrix[(j * dimension) + j]));
                if (!(Math.Abs(a - b) <= 1e-9 * scale))
                    throw new ArgumentException($"Expected a symmetric matrix; [{i}, {j}] is {a}, [{j}, {i}] is {b}.", nameof(matrix));
            }
        }

        (this.matrix, factor) = (matrix.ToArray(), matrix.ToArray());
        if (!Cholesky.TryLower(factor, dimension))
        {
            throw new ArgumentException(
                $"Expected a positive definite matrix; this {dimension} x {dimension} one has no Cholesky factor.", nameof(matrix));
        }
    }

    private DenseCovariance(double[] root, int dimension)
        : base(dimension, dimension) => (matrix, factor) = ([], root);

    /// <summary>From a lower triangle S that is kept, not copied: who owns it may fill it anew.</summary>
    internal static DenseCovariance OfRoot(double[] root, int dimension) => new(root, dimension);

    /// <summary>The leading k x k block: the covariance of the first k errors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1 or above the dimension.</exception>
    public DenseCovariance Leading(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, Dimension);
        var leading = new double[k * k];
        for (int i = 0; i < k; i++)
            matrix.AsSpan(i * Dimension, k).CopyTo(leading.AsSpan(i * k));
        return new DenseCovariance(k, leading);
    }

    /// <inheritdoc/>
    public override double LogDeterminantOfRoot
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < Dimension; i++)
                sum += Math.Log(factor[(i * Dimension) + i]);
            return sum;
        }
    }

    /// <inheritdoc/>
    public override double[] ToMatrix() => matrix.Length > 0 ? [.. matrix] : base.ToMatrix();

    /// <inheritdoc/>
    public override double[] Root() => [.. factor];

    /// <inheritdoc/>
    public override void MultiplyRoot(ReadOnlySpan<double> v, Span<double> result)
    {
        Require(v.Length, result.Length, nameof(v));
        for (int i = 0; i < Dimension; i++)
            result[i] = Reduction.Dot(factor.AsSpan(i * Dimension, i + 1), v[..(i + 1)]);
    }

    /// <inheritdoc/>
    public override void MultiplyTransposedRoot(ReadOnlySpan<double> x, Span<double> result)
    {
        Require(result.Length, x.Length, nameof(x));
        result.Clear();
        for (int i = 0; i < Dimension; i++)
        {
            Span<double> target = result[..(i + 1)];
            Elementwise.Map(factor.AsSpan(i * Dimension, i + 1), target, target, new VectorAddScaled<double>(x[i]));
        }
    }

    /// <inheritdoc/>
    public override void Whiten(Span<double> x, int columns)
    {
        Guard.Matrix(x.Length, Dimension, columns, nameof(x));
        Cholesky.SolveLower(factor, Dimension, x, columns);
    }

    /// <inheritdoc/>
    public override void WhitenTransposed(Span<double> x)
    {
        Guard.Length(Dimension, x.Length, nameof(x));
        Cholesky.SolveLowerTransposed(factor, Dimension, x, 1);
    }
}
