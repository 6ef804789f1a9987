using Microsoft.Win32.SafeHandles;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Descriptors 0, 1 and 2, which a caller may have closed (<c>2>&amp;-</c>): the next file opened would take the place of one, and
/// messages would end up in it.
/// </summary>
internal static class StandardDescriptors
{
    public const int Input = 0, Output = 1, Error = 2;

    private const string NullDevice = "/dev/null";

    // O_CLOEXEC of Linux on every processor that .NET runs on.
    private const long CloseOnExec = 0x80000;

    // Open for as long as the process runs.
    private static readonly List<SafeFileHandle> Fillers = [];

    /// <summary>Opens the null device on each that is closed. Comes first of all, before any other file is opened.</summary>
    public static void Fill()
    {
        if (!OperatingSystem.IsWindows() && File.Exists(NullDevice))
        {
            // A new descriptor is the lowest that is free.
            do
                Fillers.Add(File.OpenHandle(NullDevice, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
            while (Fillers[^1].DangerousGetHandle() <= Error);
            Fillers[^1].Dispose();
        }
    }

    /// <summary>
    /// Whether a descriptor is the caller's. What a process opens itself is closed on exec, and what it inherits never is: the null
    /// device is found so, and a pipe of the JIT runtime, which takes a closed descriptor before any code of ours runs.
    /// </summary>
    public static bool IsInherited(int descriptor)
    {
        string information = $"/proc/self/fdinfo/{descriptor}";
        if (!OperatingSystem.IsLinux() || !File.Exists(information))
            return true;
        string? flags = File.ReadLines(information).FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return flags is null || (Convert.ToInt64(flags["flags:".Length..].Trim(), 8) & CloseOnExec) == 0;
    }
}
