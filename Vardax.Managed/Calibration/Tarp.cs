using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>
/// Tests of accuracy with random points: P. Lemos, A. Coogan, Y. Hezaveh and L. Perreault-Levasseur, "Sampling-based accuracy
/// testing of posterior estimators for general inference", ICML (2023), arXiv:2302.03026. Around a reference point drawn
/// independently of truth, data and posterior (here another window of the prior), the share f of posterior samples nearer than
/// the truth is the credibility of the ball that ends at the truth; the expected coverage of balls of credibility c is P(f below
/// c), which under the exact posterior is c. Distances are Euclidean with every entry in prior standard deviations: one number
/// for the whole window, correlations included.
/// <para>
/// Rule: fails where the expected coverage less c leaves the simultaneous band of <see cref="SimultaneousBand"/> (f takes the
/// values of a rank). Direction by the shape of the ranks. A reference point lies now on one side of the posterior and now on the
/// other: a constant displacement therefore shows as a U (over-confident), and only one towards or away from the prior's middle
/// as a slope.
/// </para>
/// <para>
/// Measured on a linear Gaussian problem of which the posterior is known (18 entries, 1,000 problems, 99 samples): the exact
/// posterior fails 8 of 200 times; one 10 % too narrow 43 of 50, 10 % too wide 35 of 50, with independent entries of the right
/// marginals 50 of 50. One displaced by 0.2 standard deviations fails 3 of 50 times, which is chance: it is blind to so small a
/// displacement.
/// </para>
/// </summary>
internal sealed class Tarp : IGate
{
    private const string Title = "TARP";

    internal Tarp()
    {
    }

    string IGate.Name => Title;

    /// <summary>Judges the ranks of the truths' distances among the samples'.</summary>
    /// <param name="ranks">Ranks from 0 to L, one per problem.</param>
    /// <param name="samples">L.</param>
    /// <param name="level">Probability that exact posteriors pass.</param>
    /// <exception cref="ArgumentException">There are no ranks, or one is out of range.</exception>
    public static GateResult Judge(ReadOnlySpan<int> ranks, int samples, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        SimultaneousBand band = SimultaneousBand.Compute(ranks.Length, samples + 1, level);
        int[] counts = band.CountsBelow(ranks, samples);
        (int at, double tail) = band.LeastProbable(counts);
        double nominal = (at + 1) / (double)band.Cells, n = band.Count, coverage = counts[at] / n;
        Interval edges = new((band.Lower[at] / n) - nominal, (band.Upper[at] / n) - nominal);
        GateVerdict verdict = tail >= band.Gamma ? GateVerdict.Pass : RankShape.Of(ranks, samples);
        double difference = coverage - nominal;
        string explanation = FormattableString.Invariant(
            $"expected coverage {coverage:F4} at credibility {nominal:G3}, where it is least probable; ")
            + FormattableString.Invariant(
            $"difference {difference:F4}, simultaneous {band.Level:P0} band {edges.Lower:F4} to {edges.Upper:F4}");
        return new GateResult(Title, difference, edges, difference < 0 ? edges.Lower : edges.Upper, verdict, explanation);
    }

    GateResult IGate.Judge(CalibrationSimulations simulations, CalibrationOptions options) =>
        Judge(simulations.DistanceRanks, options.Samples, options.Level);
}
