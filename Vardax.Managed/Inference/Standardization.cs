using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Inference;

/// <summary>
/// Between physical units and the network's: observations enter as (y - m) / s at the observed entries and 0 elsewhere, states
/// leave as m + s u. The statistics are the simulated prior's, entry by entry; they never see the problem being analysed.
/// </summary>
public sealed class Standardization
{
    private Standardization(float[] obsShift, float[] obsInverseScale, float[] stateMean, float[] stateScale, bool isIdentity)
    {
        (ObservationMean, inverseObservationScale, StateMean, StateScale) = (obsShift, obsInverseScale, stateMean, stateScale);
        IsIdentity = isIdentity;
        LogScale = isIdentity ? 0 : stateScale.Sum(s => Math.Log(s));
        logVarianceShift = [.. stateScale.Select(s => 2 * MathF.Log(s))];
    }

    private readonly float[] inverseObservationScale;
    private readonly float[] logVarianceShift;

    /// <summary>Whether nothing is changed: the network works in physical units.</summary>
    public bool IsIdentity { get; }

    /// <summary>Entries of a window.</summary>
    public int Entries => StateMean.Length;

    /// <summary>m of each observation.</summary>
    public float[] ObservationMean { get; }

    /// <summary>m of each state entry.</summary>
    public float[] StateMean { get; }

    /// <summary>s of each state entry.</summary>
    public float[] StateScale { get; }

    /// <summary>Sum of log s over the state entries: what a density in the network's units is shifted by.</summary>
    public double LogScale { get; }

    /// <summary>Physical units throughout.</summary>
    public static Standardization Identity(int entries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries, 1);
        var zeros = new float[entries];
        var ones = new float[entries];
        Array.Fill(ones, 1f);
        return new Standardization(zeros, ones, zeros, ones, isIdentity: true);
    }

    /// <summary>
    /// From the prior's marginals: states by their mean and standard deviation, observations by the same mean and
    /// sqrt(std^2 + noise^2).
    /// </summary>
    public static Standardization From(Climatology climatology, double obsNoise)
    {
        ArgumentNullException.ThrowIfNull(climatology);
        float[] inverse =
            [.. climatology.StandardDeviation.Select(s => (float)(1 / Math.Sqrt(((double)s * s) + (obsNoise * obsNoise))))];
        return new Standardization(climatology.Mean, inverse, climatology.Mean, climatology.StandardDeviation, isIdentity: false);
    }

    /// <summary>destination = mask (y - m) / s for each window; the destination may be the observations.</summary>
    /// <param name="observations">rows x entries.</param>
    /// <param name="mask">rows x entries.</param>
    /// <param name="destination">rows x entries.</param>
    public void StandardizeObservations(ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, Span<float> destination)
    {
        if (IsIdentity)
        {
            observations.CopyTo(destination);
            return;
        }

        RequireWindows(observations.Length, nameof(observations));
        Shapes.RequireSameLength(observations.Length, mask.Length, nameof(mask));
        for (int start = 0; start < observations.Length; start += Entries)
        {
            Span<float> row = destination.Slice(start, Entries);
            Elementwise.Map(observations.Slice(start, Entries), ObservationMean, row, default(VectorSubtract<float>));
            Elementwise.Map(row, inverseObservationScale, row, default(VectorMultiply<float>));
            Elementwise.Map(row, mask.Slice(start, Entries), row, default(VectorMultiply<float>));
        }
    }

    /// <summary>states = (states - m) / s, in place.</summary>
    public void StandardizeStates(Span<float> states)
    {
        if (IsIdentity)
            return;
        RequireWindows(states.Length, nameof(states));
        for (int start = 0; start < states.Length; start += Entries)
        {
            Span<float> row = states.Slice(start, Entries);
            Elementwise.Map(row, StateMean, row, default(VectorSubtract<float>));
            Elementwise.Map(row, StateScale, row, default(VectorDivide<float>));
        }
    }

    /// <summary>To physical units, in place: mean = m + s mean, log variance += 2 log s.</summary>
    internal void Restore(Span<float> mean, Span<float> logVariance)
    {
        if (IsIdentity)
            return;
        for (int start = 0; start < mean.Length; start += Entries)
        {
            Span<float> row = mean.Slice(start, Entries), variances = logVariance.Slice(start, Entries);
            Elementwise.Map(StateScale, row, StateMean, row, default(VectorMultiplyAdd<float>));
            Elementwise.Map(variances, logVarianceShift, variances, default(VectorAdd<float>));
        }
    }

    private void RequireWindows(int length, string name)
    {
        if (length % Entries != 0)
            throw new ArgumentException($"Expected whole windows of {Entries} entries, found {length} values.", name);
    }
}
