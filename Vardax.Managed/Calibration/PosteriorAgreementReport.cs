using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>How two analyses agree; deviations are |difference of the means| in standard deviations of the reference.</summary>
public sealed class PosteriorAgreementReport
{
    /// <summary>The gate's result: its statistic is the share of windows that agree at every entry.</summary>
    public required GateResult Gate { get; init; }

    /// <summary>Windows on which the reference is usable.</summary>
    public required int Windows { get; init; }

    /// <summary>How many of these the candidate could not analyse; they count as not agreeing, and are left out of what follows.
    /// </summary>
    public required int CandidateUnusable { get; init; }

    /// <summary>Share of windows whose root mean square deviation over the entries is at most k.</summary>
    public required double RmsRate { get; init; }

    /// <summary>Its 95 % Wilson interval.</summary>
    public required Interval RmsRateInterval { get; init; }

    /// <summary>Share of entries whose deviation is at most k, its error over the windows.</summary>
    public required MeanEstimate EntryRate { get; init; }

    /// <summary>Largest deviation of each window.</summary>
    public required double[] MaxDeviations { get; init; }

    /// <summary>Root mean square deviation of each window.</summary>
    public required double[] RmsDeviations { get; init; }

    /// <summary>Quantiles over the windows of the largest deviation.</summary>
    public required QuantileSummary Max { get; init; }

    /// <summary>Quantiles over the windows of the root mean square deviation.</summary>
    public required QuantileSummary Rms { get; init; }

    /// <summary>Quantiles over all entries of all windows of the candidate's standard deviation over the reference's.</summary>
    public required QuantileSummary StdRatio { get; init; }
}
