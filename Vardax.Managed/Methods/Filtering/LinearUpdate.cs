using Vardax.Managed.Gaussians;
using Vardax.Managed.Kernels;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The update of a Gaussian by observations through the operator's derivative H at its mean: mean += K (y - g(mean)), P -= K H P,
/// K = P H^T (H P H^T + R)^-1. Holds its buffers: one instance serves one thread and allocates nothing.
/// </summary>
internal sealed class LinearUpdate
{
    private readonly IObservationOperator observing;
    private readonly double[] std, seen, all, cross, transposed, innovation, columns;
    private int k, n;

    /// <summary>Makes room.</summary>
    public LinearUpdate(StateSpaceModel system)
    {
        observing = system.Observing.Operator;
        std = [.. system.Observing.Instruments.Select(i => i.Error.Std)];
        int n = system.StateDimension, p = system.Instruments;
        (seen, all, cross, transposed) = (new double[p], new double[p * n], new double[p * n], new double[p * n]);
        (innovation, columns) = (new double[p * p], new double[p * p]);
    }

    /// <summary>L, lower, with L L^T = H P H^T + R; k x k, after <see cref="TryFactor"/>.</summary>
    public ReadOnlySpan<double> Factor => innovation.AsSpan(0, k * k);

    private ReadOnlySpan<double> Half => cross.AsSpan(0, k * n);

    /// <summary>log det (H P H^T + R).</summary>
    public double LogDeterminant
    {
        get
        {
            double log = 0;
            for (int j = 0; j < k; j++)
                log += 2 * Math.Log(innovation[(j * k) + j]);
            return log;
        }
    }

    /// <summary>Factors H P H^T + R; false if it is not positive definite.</summary>
    /// <param name="rows">The instruments.</param>
    /// <param name="mean">Where the derivative H is taken, n values.</param>
    /// <param name="covariance">P, n x n.</param>
    public bool TryFactor(ReadOnlySpan<int> rows, ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance)
    {
        (n, k) = (mean.Length, rows.Length);
        observing.Tangent(mean, covariance, all, n);
        for (int j = 0; j < k; j++)
        {
            all.AsSpan(rows[j] * n, n).CopyTo(cross.AsSpan(j * n));
            for (int c = 0; c < n; c++)
                transposed[(c * k) + j] = cross[(j * n) + c];
        }

        observing.Tangent(mean, transposed.AsSpan(0, n * k), columns, k);
        Span<double> c0 = innovation.AsSpan(0, k * k);
        for (int j = 0; j < k; j++)
        {
            columns.AsSpan(rows[j] * k, k).CopyTo(c0[(j * k)..]);
            c0[(j * k) + j] += std[rows[j]] * std[rows[j]];
        }

        return LinearGain.TryFactor(c0, k, cross.AsSpan(0, k * n), n);
    }

    /// <summary>X += sign K V, n x m, V given as L^-1 V, k x m.</summary>
    public void Add(ReadOnlySpan<double> whitened, Span<double> x, int m, double sign) => LinearGain.Add(Half, k, whitened, x, m, sign);

    /// <summary>C -= K H P, with C the covariance P or one that it was.</summary>
    public void Reduce(Span<double> covariance) => Add(Half, covariance, n, -1);

    /// <summary>Updates in place.</summary>
    /// <param name="y">The values observed.</param>
    /// <param name="rows">Their instruments.</param>
    /// <param name="mean">n values.</param>
    /// <param name="covariance">P, n x n.</param>
    public Innovation Apply(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, Span<double> mean, Span<double> covariance)
    {
        observing.Apply(mean, seen);
        if (!TryFactor(rows, mean, covariance))
        {
            mean.Fill(double.NaN);
            return new Innovation(k, double.NaN, double.NaN);
        }

        Span<double> d = columns.AsSpan(0, k);
        for (int j = 0; j < k; j++)
            d[j] = y[j] - seen[rows[j]];
        Cholesky.SolveLower(Factor, k, d, 1);
        Add(d, mean, 1, 1);
        Reduce(covariance);
        return Innovation.Gaussian(k, Reduction.Dot(d, d), LogDeterminant);
    }
}
