using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>How far an analysis can be trusted.</summary>
/// <param name="Code">What was found, for programs.</param>
/// <param name="IsUsable">Whether the analysis may be used at all.</param>
/// <param name="Message">What was found, for people: "ok", or the step and the cause of what went wrong. Its wording may change.</param>
public readonly record struct AnalysisStatus(AnalysisCode Code, bool IsUsable, string Message)
{
    /// <summary>Nothing went wrong.</summary>
    public static AnalysisStatus Ok { get; } = new(AnalysisCode.Ok, true, "ok");

    /// <summary>The analysis may be used, and there is something to know of it.</summary>
    public static AnalysisStatus Usable(AnalysisCode code, string message) => new(code, true, message);

    /// <summary>The analysis may not be used.</summary>
    public static AnalysisStatus Unusable(AnalysisCode code, string message) => new(code, false, message);

    /// <summary>Ok, or the first entry that is not finite or has no positive standard deviation.</summary>
    public static AnalysisStatus Of(ReadOnlySpan<float> mean, ReadOnlySpan<float> standardDeviation)
    {
        for (int i = 0; i < mean.Length; i++)
        {
            if (!float.IsFinite(mean[i]) || !(standardDeviation[i] > 0 && float.IsFinite(standardDeviation[i])))
            {
                return Unusable(
                    AnalysisCode.NotFinite, $"entry {i} of the window is {mean[i]} with standard deviation {standardDeviation[i]}");
            }
        }

        return Ok;
    }

    /// <summary>Ok, or the first sample with an entry that is not finite.</summary>
    /// <param name="samples">count x <paramref name="entries"/> values, row-major.</param>
    /// <param name="entries">Entries of a window.</param>
    public static AnalysisStatus OfSamples(ReadOnlySpan<float> samples, int entries)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if (!float.IsFinite(samples[i]))
                return Unusable(AnalysisCode.NotFinite, $"entry {i % entries} of sample {i / entries} is {samples[i]}");
        }

        return Ok;
    }

    /// <summary>Ok, or the first log density that is no number or infinite; minus infinity, a density of 0, is one.</summary>
    public static AnalysisStatus OfLogProbs(ReadOnlySpan<double> logProbs)
    {
        for (int i = 0; i < logProbs.Length; i++)
        {
            if (double.IsNaN(logProbs[i]) || double.IsPositiveInfinity(logProbs[i]))
                return Unusable(AnalysisCode.NotFinite, $"the log density of window {i} is {logProbs[i]}");
        }

        return Ok;
    }

    private static AnalysisStatus BackgroundUnused { get; } =
        Usable(AnalysisCode.BackgroundUnused, "the window's background is not used: only a polished answer knows of it");

    /// <summary>This status of an answer that knows nothing of a window's own background, or that there is one.</summary>
    internal AnalysisStatus WithoutBackground(ObservedWindow problem) => problem.Background is null ? this : Worse(BackgroundUnused);

    /// <summary>Writes the status to a ledger, or returns the next one of a ledger that was loaded.</summary>
    internal AnalysisStatus Keep(Ledger ledger, string column) => new(
        (AnalysisCode)ledger.Keep(column + ".code", (int)Code), ledger.Keep(column + ".usable", IsUsable ? 1 : 0) != 0,
        ledger.Keep(column + ".message", Message ?? ""));

    /// <summary>This status, or the other where that says worse: one that is not usable, or else one that is not ok.</summary>
    public AnalysisStatus Worse(AnalysisStatus other) =>
        IsUsable && (!other.IsUsable || (Code == AnalysisCode.Ok && other.Code != AnalysisCode.Ok)) ? other : this;
}
