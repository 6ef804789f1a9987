using Vardax.Managed.Kernels;

namespace Vardax.Managed.InitialState;

/// <summary>x_0 = m + L z with L lower triangular: a Gaussian. Allocates nothing once created.</summary>
/// <param name="dimension">Components of a state: n.</param>
internal sealed class AffineMap(int dimension) : INormalMap
{
    private readonly double[] mean = new double[dimension], factor = new double[dimension * dimension], z = new double[dimension];

    /// <inheritdoc/>
    public bool IsAffine => true;

    /// <summary>Sets the mean, and L from any root S of the covariance S S^T.</summary>
    /// <returns>Whether the covariance is positive definite.</returns>
    public bool Set(ReadOnlySpan<double> mean, ReadOnlySpan<double> root)
    {
        mean.CopyTo(this.mean);
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j < dimension; j++)
                factor[(i * dimension) + j] = Reduction.Dot(root.Slice(i * dimension, dimension), root.Slice(j * dimension, dimension));
        }

        return Cholesky.TryLower(factor, dimension);
    }

    /// <inheritdoc/>
    public bool Linearize(Span<double> center, Span<double> root)
    {
        mean.CopyTo(center);
        factor.CopyTo(root);
        return true;
    }

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<double> normals, Span<double> state)
    {
        for (int i = 0; i < dimension; i++)
            state[i] = mean[i] + Reduction.Dot(factor.AsSpan(i * dimension, i + 1), normals);
    }

    /// <inheritdoc/>
    public void Whiten(ReadOnlySpan<double> state, Span<double> normals)
    {
        for (int i = 0; i < dimension; i++)
            normals[i] = state[i] - mean[i];
        Cholesky.SolveLower(factor, dimension, normals, 1);
    }

    /// <inheritdoc/>
    public double LogProb(ReadOnlySpan<double> state)
    {
        Whiten(state, z);
        double log = -(Reduction.Dot(z, z) + (dimension * Math.Log(Math.Tau))) / 2;
        for (int i = 0; i < dimension; i++)
            log -= Math.Log(factor[(i * dimension) + i]);
        return log;
    }
}
