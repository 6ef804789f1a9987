using Vardax.Managed.Formats;

namespace Vardax.Managed.Methods.Particles;

/// <summary>What one part of an oracle's draws leaves.</summary>
/// <param name="Moments">Each problem's moments.</param>
/// <param name="Samples">Each problem's sample; empty if none is wanted.</param>
/// <param name="Finite">Windows that were finite throughout.</param>
internal sealed record OracleSums(WeightedMoments[] Moments, PrioritySample[] Samples, int Finite)
{
    /// <summary>Writes all but the samples to a ledger, or returns the next of a ledger that was loaded, of so many problems.</summary>
    public static OracleSums Keep(Ledger ledger, int problems, int entries, OracleSums? sums = null) => new(
        [.. Enumerable.Range(0, problems).Select(p => (sums?.Moments[p] ?? new WeightedMoments(entries)).Keep(ledger))], [],
        ledger.Keep("oracle.finite", sums?.Finite ?? 0));
}
