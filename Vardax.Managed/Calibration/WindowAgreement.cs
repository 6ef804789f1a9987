using Vardax.Managed.Formats;

namespace Vardax.Managed.Calibration;

/// <summary>How two analyses of one window agree; see <see cref="PosteriorAgreement"/>.</summary>
/// <param name="HasReference">Whether the reference is usable.</param>
/// <param name="HasCandidate">Whether the candidate is, beside it.</param>
/// <param name="Max">Largest deviation of the means over the entries, in the reference's standard deviations.</param>
/// <param name="Rms">Its root mean square.</param>
/// <param name="Share">Share of the entries that agree.</param>
/// <param name="StdRatios">Ratio of the standard deviations at each entry.</param>
internal sealed record WindowAgreement(bool HasReference, bool HasCandidate, double Max, double Rms, double Share, double[] StdRatios)
{
    /// <summary>Writes all of it to a ledger, or returns the next of a ledger that was loaded.</summary>
    public WindowAgreement Keep(Ledger ledger) => new(
        ledger.Keep("agreement.has_reference", HasReference ? 1 : 0) != 0, ledger.Keep("agreement.has_candidate", HasCandidate ? 1 : 0) != 0,
        ledger.Keep("agreement.max", Max), ledger.Keep("agreement.rms", Rms), ledger.Keep("agreement.share", Share),
        ledger.Keep("agreement.std_ratios", StdRatios));
}
