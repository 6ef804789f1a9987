using Vardax.Managed.Kernels;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// Fills in the observations that are missing from a window by what the others lead to expect under a Gaussian with precision
/// P = (H B H^T + R)^-1: the departures of the missing ones m become d_m = -P_mm^-1 P_mo d_o. A linear estimate from the completed
/// departures is the best linear estimate from those that are there, and its error covariance is greater by G_m^T P_mm^-1 G_m, G the
/// transposed gain. Holds its buffers: one instance serves one thread and allocates nothing per window.
/// </summary>
internal sealed class ObservationCompletion
{
    private readonly double[] precision, factor, spread, completed;
    private readonly float[] seen;
    private readonly int[] missing;
    private readonly int p;

    /// <summary>Makes room.</summary>
    /// <param name="precision">P, p x p; not copied.</param>
    /// <param name="observations">p.</param>
    /// <param name="columns">Columns of the gains that are asked about.</param>
    public ObservationCompletion(double[] precision, int observations, int columns)
    {
        (this.precision, p) = (precision, observations);
        (missing, factor, spread) = (new int[p], new double[p * p], new double[p * columns]);
        (seen, completed) = (new float[p], new double[p]);
    }

    /// <summary>How many were missing from the last window completed.</summary>
    public int Missing { get; private set; }

    /// <summary>Replaces the departures of the observations that the mask does not have.</summary>
    /// <param name="mask">p values.</param>
    /// <param name="departures">p departures from the mean.</param>
    public void Complete(ReadOnlySpan<float> mask, Span<double> departures)
    {
        Missing = 0;
        for (int i = 0; i < p; i++)
        {
            if (mask[i] != 0)
                continue;
            missing[Missing++] = i;
            departures[i] = 0;
        }

        int m = Missing;
        if (m == 0)
            return;
        Span<double> expected = spread.AsSpan(0, m);
        for (int a = 0; a < m; a++)
        {
            ReadOnlySpan<double> row = precision.AsSpan(missing[a] * p, p);
            expected[a] = -Reduction.Dot(row, departures);
            for (int b = 0; b <= a; b++)
                factor[(a * m) + b] = row[missing[b]];
        }

        // A principal minor of a positive definite matrix is positive definite.
        Cholesky.TryFactor(factor, m);
        Cholesky.SolveFactored(factor, m, expected, 1);
        for (int a = 0; a < m; a++)
            departures[missing[a]] = expected[a];
    }

    /// <summary>Replaces the departures that are NaN.</summary>
    public void Complete(Span<float> departures)
    {
        for (int i = 0; i < p; i++)
            (seen[i], completed[i]) = (float.IsNaN(departures[i]) ? 0 : 1, departures[i]);
        Complete(seen, completed);
        for (int a = 0; a < Missing; a++)
            departures[missing[a]] = (float)completed[missing[a]];
    }

    /// <summary>
    /// The rows W of L^-1 G_m, P_mm = L L^T, missing x columns: W^T W is what the error covariance is greater by.
    /// </summary>
    /// <param name="gain">G, p x <paramref name="columns"/>.</param>
    /// <param name="columns">At most as many as there is room for.</param>
    public ReadOnlySpan<double> Spread(ReadOnlySpan<double> gain, int columns)
    {
        Span<double> rows = spread.AsSpan(0, Missing * columns);
        for (int a = 0; a < Missing; a++)
            gain.Slice(missing[a] * columns, columns).CopyTo(rows[(a * columns)..]);
        Cholesky.SolveLower(factor, Missing, rows, columns);
        return rows;
    }
}
