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

    /// <summary>Makes room.</summary>
    public LinearUpdate(StateSpaceModel system)
    {
        observing = system.Observing.Operator;
        std = [.. system.Observing.Instruments.Select(i => i.Error.Std)];
        int n = system.StateDimension, p = system.Instruments;
        (seen, all, cross, transposed) = (new double[p], new double[p * n], new double[p * n], new double[p * n]);
        (innovation, columns) = (new double[p * p], new double[p * p]);
    }

    /// <summary>Updates in place.</summary>
    /// <param name="y">The values observed.</param>
    /// <param name="rows">Their instruments.</param>
    /// <param name="mean">n values.</param>
    /// <param name="covariance">P, n x n.</param>
    public Innovation Apply(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, Span<double> mean, Span<double> covariance)
    {
        int n = mean.Length, k = rows.Length;
        observing.Apply(mean, seen);
        observing.Tangent(mean, covariance, all, n);
        for (int j = 0; j < k; j++)
        {
            all.AsSpan(rows[j] * n, n).CopyTo(cross.AsSpan(j * n));
            for (int c = 0; c < n; c++)
                transposed[(c * k) + j] = cross[(j * n) + c];
        }

        observing.Tangent(mean, transposed.AsSpan(0, n * k), columns, k);
        Span<double> c0 = innovation.AsSpan(0, k * k), d = columns.AsSpan(0, k);
        for (int j = 0; j < k; j++)
        {
            columns.AsSpan(rows[j] * k, k).CopyTo(c0[(j * k)..]);
            c0[(j * k) + j] += std[rows[j]] * std[rows[j]];
        }

        for (int j = 0; j < k; j++)
            d[j] = y[j] - seen[rows[j]];
        if (!Cholesky.TryFactor(c0, k))
        {
            mean.Fill(double.NaN);
            return new Innovation(k, double.NaN, double.NaN);
        }

        double log = 0;
        for (int j = 0; j < k; j++)
            log += 2 * Math.Log(c0[(j * k) + j]);
        // With L the factor: half = L^-1 H P, so K d = half^T L^-1 d and K H P = half^T half.
        Span<double> half = cross.AsSpan(0, k * n);
        Cholesky.SolveLower(c0, k, half, n);
        Cholesky.SolveLower(c0, k, d, 1);
        for (int j = 0; j < k; j++)
        {
            ReadOnlySpan<double> row = half.Slice(j * n, n);
            Elementwise.Map(row, mean, mean, new VectorAddScaled<double>(d[j]));
            for (int c = 0; c < n; c++)
            {
                Span<double> target = covariance.Slice(c * n, n);
                Elementwise.Map(row, target, target, new VectorAddScaled<double>(-row[c]));
            }
        }

        return Innovation.Gaussian(k, Reduction.Dot(d, d), log);
    }
}
