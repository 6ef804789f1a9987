using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>
/// Between physical units and the network's. Observations enter as (y - m) / s at the observed entries and 0 elsewhere; states
/// leave as l(y) + e u, where l is the best linear estimate and e its standard error: the network learns what a straight line
/// misses. All statistics are the simulated prior's, entry by entry; they never see the problem being analysed.
/// </summary>
internal sealed class Standardization
{
    private readonly LinearEstimator? linear;
    private readonly float[] observationMean = [];
    private readonly float[] inverseObservationScale = [];
    private readonly float[] stateScale = [];
    private readonly float[] logVarianceShift = [];

    /// <summary>Physical units throughout.</summary>
    /// <param name="entries">Entries of a window.</param>
    /// <param name="observations">Entries of a window's observations; null for as many.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public Standardization(int entries, int? observations = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries, 1);
        (Entries, Observations) = (entries, observations ?? entries);
        ArgumentOutOfRangeException.ThrowIfLessThan(Observations, 1, nameof(observations));
    }

    /// <summary>
    /// From the simulated prior: m is its mean, s = sqrt(its variance + the instrument's), l its best linear estimate.
    /// </summary>
    public Standardization(SimulatedPrior prior, ObservingSystem observing)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(observing);
        (linear, Entries, Observations) = (prior.Linear, prior.Linear.Entries, prior.Linear.ObservationEntries);
        Guard.Length(Entries, prior.Climatology.Mean.Length, nameof(prior));
        Guard.Length(Observations, prior.Values.Mean.Length, nameof(prior));
        observationMean = prior.Values.Mean;
        inverseObservationScale =
            [.. prior.Values.StandardDeviation.Select((s, i) => (float)(1 / Math.Sqrt(((double)s * s) + (observing.Std(i) * observing.Std(i)))))];
        stateScale = linear.StandardDeviation;
        logVarianceShift = [.. stateScale.Select(s => (float)(2 * Math.Log(s)))];
        LogScale = stateScale.Sum(s => Math.Log(s));
    }

    /// <summary>Entries of a window.</summary>
    public int Entries { get; }

    /// <summary>Entries of a window's observations.</summary>
    public int Observations { get; }

    /// <summary>Sum of log e over the entries: how much larger a negative log density is in physical units.</summary>
    public double LogScale { get; }

    /// <summary>l; null in physical units.</summary>
    internal LinearEstimator? Linear => linear;

    /// <summary>m; empty in physical units.</summary>
    internal ReadOnlySpan<float> ObservationMean => observationMean;

    /// <summary>1 / s; empty in physical units.</summary>
    internal ReadOnlySpan<float> InverseObservationScale => inverseObservationScale;

    /// <summary>Floats of scratch needed per window.</summary>
    internal int ScratchPerRow => linear is null ? 0 : linear.ObservedEntries + Entries;

    /// <summary>destination = mask (y - m) / s for each window; the destination may be the observations.</summary>
    internal void StandardizeObservations(ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, Span<float> destination)
    {
        if (linear is null)
        {
            Elementwise.Map(observations, mask, destination, default(WhereObserved));
            return;
        }

        for (int start = 0; start < observations.Length; start += Observations)
        {
            Span<float> row = destination.Slice(start, Observations);
            Elementwise.Map(observations.Slice(start, Observations), observationMean, row, default(VectorSubtract<float>));
            Elementwise.Map(row, inverseObservationScale, row, default(VectorMultiply<float>));
            Elementwise.Map(row, mask.Slice(start, Observations), row, default(WhereObserved));
        }
    }

    /// <summary>states = (states - l(y)) / e, in place, y in physical units.</summary>
    internal void StandardizeStates(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, Span<float> states, Span<float> scratch,
        ObservationCompletion? completion)
    {
        if (linear is null)
            return;
        Span<float> estimates = scratch[..states.Length];
        linear.Predict(observations, mask, estimates, scratch[states.Length..], completion!);
        Elementwise.Map(states, estimates, states, default(VectorSubtract<float>));
        for (int start = 0; start < states.Length; start += Entries)
        {
            Span<float> row = states.Slice(start, Entries);
            Elementwise.Map(row, stateScale, row, default(VectorDivide<float>));
        }
    }

    /// <summary>To physical units, in place: mean = l(y) + e mean, log variance += 2 log e.</summary>
    internal void Restore(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, Span<float> mean, Span<float> logVariance, Span<float> scratch,
        ObservationCompletion? completion)
    {
        if (linear is null)
            return;
        Span<float> estimates = scratch[..mean.Length];
        linear.Predict(observations, mask, estimates, scratch[mean.Length..], completion!);
        for (int start = 0; start < mean.Length; start += Entries)
        {
            Span<float> row = mean.Slice(start, Entries), variances = logVariance.Slice(start, Entries);
            Elementwise.Map(stateScale, row, estimates.Slice(start, Entries), row, default(VectorMultiplyAdd<float>));
            Elementwise.Map(variances, logVarianceShift, variances, default(VectorAdd<float>));
        }
    }

    /// <summary>y times the mask, and 0 where the mask is, whatever stands there: a missing value may be marked by a NaN.</summary>
    private readonly struct WhereObserved : IBinaryOperator<float>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<float> y, Vector<float> mask) =>
            Vector.ConditionalSelect(Vector.Equals(mask, Vector<float>.Zero), Vector<float>.Zero, y * mask);
    }
}
