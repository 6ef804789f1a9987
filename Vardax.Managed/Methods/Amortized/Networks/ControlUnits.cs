using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>
/// The units of a posterior over the control, for one window at a time: its best linear estimate l(y) from the observations that are
/// there, and the Cholesky factor E of that estimate's error covariance. Missing observations enter as what the others lead to
/// expect.
/// </summary>
internal sealed class ControlUnits : IPairUnits
{
    private readonly ControlStandardization statistics;
    private readonly ObservationCompletion completion;
    private readonly double[] departures, estimate, factor, departure;

    public ControlUnits(ControlStandardization statistics)
    {
        int n = statistics.Controls, p = statistics.Observed.Length;
        this.statistics = statistics;
        completion = statistics.CreateCompletion();
        (departures, estimate, departure) = (new double[p], new double[n], new double[n]);
        factor = statistics.Factor.ToArray();
        LogScale = statistics.LogScale;
    }

    /// <summary>E, n x n, lower triangular.</summary>
    public ReadOnlySpan<double> Factor => factor;

    /// <summary>Sum of the logs of E's diagonal: how much larger a negative log density is in physical units.</summary>
    public double LogScale { get; private set; }

    /// <summary>Takes in a window.</summary>
    /// <param name="observations">p observations.</param>
    /// <param name="mask">p values.</param>
    /// <param name="inputs">Receives the p inputs of the network; may be the observations.</param>
    public void Set(ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, Span<float> inputs)
    {
        int n = estimate.Length, before = completion.Missing;
        statistics.Depart(observations, mask, departures, inputs);
        completion.Complete(mask, departures);
        if (completion.Missing > 0)
            statistics.Standardize(mask, departures, inputs);
        statistics.Estimate(departures, estimate);
        if (completion.Missing == 0 && before == 0)
            return;
        statistics.Factor.CopyTo(factor);
        if (completion.Missing > 0)
        {
            ReadOnlySpan<double> spread = completion.Spread(statistics.Gain, n);
            Widen(spread, completion.Missing);
        }

        LogScale = ControlStandardization.LogDeterminant(factor, n);
    }

    /// <inheritdoc/>
    public double Standardize(Span<float> observations, ReadOnlySpan<float> mask, Span<float> states, Span<float> scratch)
    {
        int p = departures.Length, n = estimate.Length;
        double excess = 0;
        for (int row = 0; row * n < states.Length; row++)
        {
            Span<float> y = observations.Slice(row * p, p), control = states.Slice(row * n, n);
            Set(y, mask.Slice(row * p, p), y);
            for (int i = 0; i < n; i++)
                departure[i] = control[i];
            Whiten(departure);
            for (int i = 0; i < n; i++)
                control[i] = (float)departure[i];
            excess += LogScale - statistics.LogScale;
        }

        return excess;
    }

    /// <summary>Replaces a control by u = E^-1 (control - l).</summary>
    public void Whiten(Span<double> control)
    {
        for (int i = 0; i < estimate.Length; i++)
            control[i] -= estimate[i];
        Cholesky.SolveLower(factor, estimate.Length, control, 1);
    }

    /// <summary>control = l(y) + E u.</summary>
    public void ToPhysical(ReadOnlySpan<double> u, Span<double> control)
    {
        int n = estimate.Length;
        for (int i = 0; i < n; i++)
            control[i] = estimate[i] + Reduction.Dot(factor.AsSpan(i * n, i + 1), u);
    }

    /// <summary>Replaces E by the factor of E E^T + W^T W.</summary>
    private void Widen(ReadOnlySpan<double> spread, int rows)
    {
        // From the last row up, in place: a row of E E^T needs the rows of E above it.
        int n = estimate.Length;
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i; j >= 0; j--)
                departure[j] = Reduction.Dot(factor.AsSpan(i * n, j + 1), factor.AsSpan(j * n, j + 1));
            for (int j = 0; j <= i; j++)
            {
                for (int k = 0; k < rows; k++)
                    departure[j] += spread[(k * n) + i] * spread[(k * n) + j];
                factor[(i * n) + j] = departure[j];
            }
        }

        Cholesky.TryLower(factor, n);
    }
}
