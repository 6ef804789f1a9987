namespace Vardax.Managed.Assimilation;

/// <summary>How far an analysis can be trusted.</summary>
/// <param name="IsUsable">Whether the analysis may be used at all.</param>
/// <param name="Message">"ok", or the step and the cause of what went wrong.</param>
public readonly record struct AnalysisStatus(bool IsUsable, string Message)
{
    /// <summary>Nothing went wrong.</summary>
    public static AnalysisStatus Ok { get; } = new(true, "ok");
}
