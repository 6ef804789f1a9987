using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>A histogram of ranks in bins of equal width, and what uniform ranks would give.</summary>
/// <param name="counts"><see cref="Counts"/>.</param>
/// <param name="expected"><see cref="Expected"/>.</param>
/// <param name="band"><see cref="Band"/>.</param>
/// <param name="uniformity"><see cref="Uniformity"/>.</param>
public sealed class RankHistogram(int[] counts, double expected, Interval band, UniformityTest uniformity)
{
    /// <summary>Ranks in each bin.</summary>
    public int[] Counts { get; } = counts;

    /// <summary>Expected count per bin.</summary>
    public double Expected => expected;

    /// <summary>Central 95 % interval of a single bin's count.</summary>
    public Interval Band => band;

    /// <summary>
    /// Chi-square test of the counts, not corrected for the number of quantities, and no part of a verdict.
    /// Blind to the bins' order, it sees a posterior 10 % too wide less often (44 of 50 times with Bonferroni's correction) than the
    /// band (49).
    /// </summary>
    public UniformityTest Uniformity => uniformity;

    internal static RankHistogram Of(ReadOnlySpan<int> ranks, int samples, int bins)
    {
        int[] counts = SimultaneousBand.Histogram(ranks, samples, bins);
        (int lower, int upper) = new BinomialDistribution(ranks.Length, 1.0 / bins).CentralInterval(0.05);
        return new RankHistogram(
            counts, ranks.Length / (double)bins, new Interval(lower, upper), UniformityTest.ChiSquare(counts));
    }
}
