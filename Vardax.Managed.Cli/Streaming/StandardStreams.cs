using Microsoft.Win32.SafeHandles;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Where bytes come from and go to when no file is named.</summary>
/// <param name="Input">Opens standard input.</param>
/// <param name="Output">Opens standard output.</param>
internal sealed record StandardStreams(Func<Stream> Input, Func<Stream> Output)
{
    /// <summary>The process's own.</summary>
    public static StandardStreams OfProcess { get; } = new(Console.OpenStandardInput, OpenOutput);

    /// <summary>
    /// The console's stream swallows a broken pipe, so that work for nobody would go on; a handle's tells of it. The latter in
    /// turn does not move the position of a file that several processes write to, which has no pipe to break.
    /// </summary>
    private static OutputStream OpenOutput()
    {
        if (OperatingSystem.IsWindows())
            return new OutputStream(Console.OpenStandardOutput());
        FileStream handle = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new OutputStream(handle.CanSeek ? Console.OpenStandardOutput() : handle);
    }
}
