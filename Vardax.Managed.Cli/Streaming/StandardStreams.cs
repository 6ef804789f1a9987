using Microsoft.Win32.SafeHandles;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Where bytes come from and go to when no file is named.</summary>
/// <param name="Input">Opens standard input.</param>
/// <param name="Output">Opens standard output.</param>
internal sealed record StandardStreams(Func<Stream> Input, Func<Stream> Output)
{
    /// <summary>The process's own.</summary>
    public static StandardStreams OfProcess { get; } = new(OpenInput, OpenOutput);

    /// <summary>
    /// Makes the console's writers write to them: a standard output that fails ends the run as it does a stream of answers, and a
    /// standard error that fails does not.
    /// </summary>
    public static void SetConsole()
    {
        Console.SetError(StandardDescriptors.IsInherited(StandardDescriptors.Error) ? new ErrorWriter(Console.Error) : TextWriter.Null);
        if (!OperatingSystem.IsWindows())
            Console.SetOut(new StreamWriter(OpenOutput()) { AutoFlush = true });
    }

    private static Stream OpenInput() =>
        StandardDescriptors.IsInherited(StandardDescriptors.Input) ? Console.OpenStandardInput() : Stream.Null;

    /// <summary>
    /// The console's stream swallows a broken pipe, so that work for nobody would go on; a handle's tells of it. The latter in
    /// turn does not move the position of a file that several processes write to, which has no pipe to break.
    /// </summary>
    private static OutputStream OpenOutput()
    {
        if (!StandardDescriptors.IsInherited(StandardDescriptors.Output))
            return new OutputStream(Stream.Null);
        if (OperatingSystem.IsWindows())
            return new OutputStream(Console.OpenStandardOutput());
        FileStream handle = new(new SafeFileHandle(StandardDescriptors.Output, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new OutputStream(handle.CanSeek ? Console.OpenStandardOutput() : handle);
    }
}
