namespace Vardax.Managed.Cli.Commands;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int BadInput = 1;
    public const int BadUsage = 2;

    /// <summary>A calibration gate fails.</summary>
    public const int GateFailed = 3;

    /// <summary>No window of a stream has a usable answer.</summary>
    public const int NothingUsable = 4;

    /// <summary>Of a part, or of the merge: a file could not be read or written, or is not there yet (EX_TEMPFAIL). A retry may help.</summary>
    public const int Retry = 75;

    /// <summary>128 + SIGINT, as a shell reports it.</summary>
    public const int Cancelled = 130;
}
