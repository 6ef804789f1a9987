namespace Vardax.Managed.Assimilation;

/// <summary>How far an analysis can be trusted.</summary>
/// <param name="IsUsable">Whether the analysis may be used at all.</param>
/// <param name="Message">"ok", or the step and the cause of what went wrong.</param>
public readonly record struct AnalysisStatus(bool IsUsable, string Message)
{
    /// <summary>Nothing went wrong.</summary>
    public static AnalysisStatus Ok { get; } = new(true, "ok");

    /// <summary>Ok, or the first entry that is not finite or has no positive standard deviation.</summary>
    public static AnalysisStatus Of(ReadOnlySpan<float> mean, ReadOnlySpan<float> standardDeviation)
    {
        for (int i = 0; i < mean.Length; i++)
        {
            if (!float.IsFinite(mean[i]) || !(standardDeviation[i] > 0 && float.IsFinite(standardDeviation[i])))
                return new AnalysisStatus(false, $"entry {i} of the window is {mean[i]} with standard deviation {standardDeviation[i]}");
        }

        return Ok;
    }
}
