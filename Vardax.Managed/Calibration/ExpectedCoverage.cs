using Vardax.Managed.Guards;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>
/// Coverage of the central credible intervals of all window entries. Intervals of the samples: the truth of an entry, at rank
/// position p on [0, L + 1) (ties and the place within a rank drawn at random), lies inside at credibility c where
/// |p / (L + 1) - 1/2| is at most c / 2, which an exact posterior meets with probability c at any L. Intervals of the mean and
/// standard deviation, m +- z s as of a Gaussian, are reported beside them and not judged: they hold only for Gaussian marginals.
/// <para>
/// Rule: with the standard error over problems (clustered: entries of one window are no replicates of each other), fails where at
/// some level the interval of the coverage, of confidence 1 - (1 - Level) / levels (Bonferroni), lies wholly further than the
/// tolerance from the level. Direction by the level furthest beyond: too low is over-confident, too high under-confident. Since
/// the tolerance is allowed on top of chance, an exact posterior fails less often than 1 - Level. Blind to correlations.
/// </para>
/// <para>
/// Measured on a linear Gaussian problem of which the posterior is known (18 entries, 1,000 problems, 99 samples): the exact
/// posterior fails 0 of 200 times; one 10 % too narrow 50 of 50, 10 % too wide 47 of 50. One displaced by 0.2 standard deviations
/// fails 1 of 50 times, one with independent entries of the right marginals 0 of 50: it sees neither.
/// </para>
/// </summary>
internal sealed class ExpectedCoverage : IGate
{
    private const string Title = "expected coverage";

    internal ExpectedCoverage()
    {
    }

    string IGate.Name => Title;

    /// <summary>Judges a coverage curve.</summary>
    /// <param name="curve">The observed coverage at each level.</param>
    /// <param name="tolerance">How far coverage may be off beyond its sampling error.</param>
    /// <param name="level">Confidence, shared among the curve's levels.</param>
    /// <returns>The gate's result: its statistic is the coverage less the nominal level where it is furthest beyond, relative to
    /// what is allowed.</returns>
    /// <exception cref="ArgumentException">The curve is empty, or a parameter is out of range.</exception>
    public static GateResult Judge(CoverageCurve curve, double tolerance = 0.01, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        Guard.Length(curve.Levels.Length, curve.Observed.Length, nameof(curve));
        int at = -1;
        (double worst, Interval interval) = (double.NegativeInfinity, default);
        for (int i = 0; i < curve.Levels.Length; i++)
        {
            Interval found = curve.Observed[i].At(1 - ((1 - level) / curve.Levels.Length));
            Interval difference = new(found.Lower - curve.Levels[i], found.Upper - curve.Levels[i]);
            double beyond = Math.Max(difference.Lower, -difference.Upper) - tolerance;
            if (beyond > worst)
                (at, worst, interval) = (i, beyond, difference);
        }

        if (at < 0)
            throw new ArgumentException("Expected coverages with standard errors.", nameof(curve));
        double statistic = curve.Observed[at].Value - curve.Levels[at];
        GateVerdict verdict = worst <= 0 ? GateVerdict.Pass
            : statistic < 0 ? GateVerdict.FailOverConfident
            : GateVerdict.FailUnderConfident;
        string explanation = FormattableString.Invariant(
            $"coverage {curve.Observed[at].Value:F4} at credibility {curve.Levels[at]:G3} ({curve.Name}); ")
            + FormattableString.Invariant(
            $"difference {statistic:F4}, interval {interval.Lower:F4} to {interval.Upper:F4}, tolerance {tolerance:G3}");
        return new GateResult(Title, statistic, interval, tolerance, verdict, explanation);
    }

    GateResult IGate.Judge(CalibrationSimulations simulations, CalibrationOptions options) => Judge(
        Curve("samples", options.CoverageLevels, simulations.SampleCoverage), options.CoverageTolerance, options.Level);

    internal static CoverageCurve Curve(string name, IReadOnlyList<double> levels, double[][] shares) =>
        new(name, [.. levels], [.. shares.Select(share => MeanEstimate.Of(share))]);
}
