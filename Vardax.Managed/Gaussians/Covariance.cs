using Vardax.Managed.Guards;

namespace Vardax.Managed.Gaussians;

/// <summary>
/// A covariance C through a square root S, C = S S^T: S carries independent unit normals into errors (the control-variable
/// transform), S^-1 whitens errors. Immutable. Matrices are row-major.
/// </summary>
public abstract class Covariance
{
    private protected Covariance(int dimension, int rank, string name = "dimension")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1, name);
        (Dimension, Rank) = (dimension, rank);
    }

    /// <summary>Rows of S: n.</summary>
    public int Dimension { get; }

    /// <summary>Columns of S: n where C is positive definite, fewer where it is singular.</summary>
    public int Rank { get; }

    /// <summary>Whether C can be inverted.</summary>
    public bool IsPositiveDefinite => Rank == Dimension;

    /// <summary>1/2 log det C.</summary>
    /// <exception cref="InvalidOperationException">C is singular.</exception>
    public abstract double LogDeterminantOfRoot { get; }

    /// <summary>result = S v, from <see cref="Rank"/> to <see cref="Dimension"/> values.</summary>
    public abstract void MultiplyRoot(ReadOnlySpan<double> v, Span<double> result);

    /// <summary>result = S^T x, from <see cref="Dimension"/> to <see cref="Rank"/> values.</summary>
    public abstract void MultiplyTransposedRoot(ReadOnlySpan<double> x, Span<double> result);

    /// <summary>Replaces X by S^-1 X.</summary>
    /// <param name="x">n x <paramref name="columns"/> values.</param>
    /// <param name="columns">Columns of X.</param>
    /// <exception cref="InvalidOperationException">C is singular.</exception>
    public abstract void Whiten(Span<double> x, int columns);

    /// <summary>Replaces x by S^-T x.</summary>
    /// <exception cref="InvalidOperationException">C is singular.</exception>
    public abstract void WhitenTransposed(Span<double> x);

    /// <summary>S as a matrix, n x rank.</summary>
    public virtual double[] Root()
    {
        double[] root = new double[Dimension * Rank], unit = new double[Rank], column = new double[Dimension];
        for (int j = 0; j < Rank; j++)
        {
            unit[j] = 1;
            MultiplyRoot(unit, column);
            unit[j] = 0;
            for (int i = 0; i < Dimension; i++)
                root[(i * Rank) + j] = column[i];
        }

        return root;
    }

    /// <summary>C as a matrix, n x n.</summary>
    public virtual double[] ToMatrix()
    {
        double[] matrix = new double[Dimension * Dimension], root = Root();
        for (int i = 0; i < Dimension; i++)
        {
            for (int j = 0; j < Dimension; j++)
            {
                for (int k = 0; k < Rank; k++)
                    matrix[(i * Dimension) + j] += root[(i * Rank) + k] * root[(j * Rank) + k];
            }
        }

        return matrix;
    }

    private protected void Require(int v, int x, string name)
    {
        Guard.Length(Rank, v, name);
        Guard.Length(Dimension, x, name);
    }
}
