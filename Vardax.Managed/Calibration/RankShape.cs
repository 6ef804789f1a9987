namespace Vardax.Managed.Calibration;

/// <summary>How ranks that are not uniform differ from uniform ones.</summary>
internal static class RankShape
{
    /// <summary>
    /// With u = (rank + 1/2) / (L + 1): biased where the mean of u is further from 1/2, in its standard errors under uniformity,
    /// than the mean of (u - 1/2)^2 is from its own expectation; else over-confident where the latter is too large (a U) and
    /// under-confident where it is too small (a hump).
    /// </summary>
    public static GateVerdict Of(ReadOnlySpan<int> ranks, int samples)
    {
        (double slope, double spread) = Moments(ranks, samples);
        return Math.Abs(slope) > Math.Abs(spread) ? GateVerdict.FailBiased
            : spread > 0 ? GateVerdict.FailOverConfident
            : GateVerdict.FailUnderConfident;
    }

    /// <summary>
    /// For log-densities a slope has a meaning of its own: a truth less probable than the samples says that the posterior is
    /// over-confident (or displaced), one more probable that it is under-confident.
    /// </summary>
    public static GateVerdict OfLogDensity(ReadOnlySpan<int> ranks, int samples) =>
        Moments(ranks, samples).Slope < 0 ? GateVerdict.FailOverConfident : GateVerdict.FailUnderConfident;

    private static (double Slope, double Spread) Moments(ReadOnlySpan<int> ranks, int samples)
    {
        double values = samples + 1.0, slope = 0, spread = 0, variance = (1 - (1 / (values * values))) / 12;
        foreach (int rank in ranks)
        {
            double u = ((rank + 0.5) / values) - 0.5;
            slope += u;
            spread += (u * u) - variance;
        }

        return (slope * Math.Sqrt(12.0 / ranks.Length), spread * Math.Sqrt(180.0 / ranks.Length));
    }
}
