using Vardax.Managed.Formats;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Where a command writes a file, and where the command reports then.</summary>
/// <param name="path">The file; - for standard output.</param>
/// <param name="streams">Standard output.</param>
internal sealed class FileOutput(string path, StandardStreams streams)
{
    /// <summary>Standard output, as an option names it.</summary>
    public const string Standard = "-";

    private bool IsStandard => path == Standard;

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Write(Action<Stream> write)
    {
        if (!IsStandard)
        {
            AtomicFile.Write(path, write);
            return;
        }

        using Stream output = streams.Output();
        write(output);
        output.Flush();
    }

    /// <summary>Takes what is reported: standard output, or standard error if the file itself goes to standard output.</summary>
    public TextWriter Reports(TextWriter output, TextWriter error) => IsStandard ? error : output;
}
