namespace Vardax.Managed.Cli.Reporting;

/// <summary>Histogram of a quantity's ranks in bins of equal width, with what uniform ranks would give.</summary>
/// <param name="Counts">Ranks in each bin.</param>
/// <param name="Expected">Expected count per bin.</param>
/// <param name="Lower">Lower edge of the pointwise 95 % band of a count.</param>
/// <param name="Upper">Upper edge of the pointwise 95 % band of a count.</param>
internal sealed record RankCounts(int[] Counts, double Expected, double Lower, double Upper);
