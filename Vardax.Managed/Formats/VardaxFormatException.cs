using System.Globalization;

namespace Vardax.Managed.Formats;

/// <summary>
/// The content of a file or stream is not what its format prescribes. The one exception that a reader throws for bad content:
/// failures of the file system stay <see cref="IOException"/>, bad arguments <see cref="ArgumentException"/>.
/// </summary>
public sealed class VardaxFormatException : Exception
{
    /// <summary>A fault in a binary file: <c>{file}: at byte {offset}: {fault}</c>.</summary>
    /// <param name="file">The file's path, or the name given to the stream.</param>
    /// <param name="offset">Where the fault is, in bytes from the start.</param>
    /// <param name="fault">What is wrong: what was expected and what was found.</param>
    /// <param name="inner">What led to it, where something did.</param>
    public VardaxFormatException(string file, long offset, string fault, Exception? inner = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}: at byte {offset}: {fault}"), inner)
    {
        File = file;
        Offset = offset;
        Fault = fault;
    }

    private VardaxFormatException(string file, long line, int column, string fault)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}: line {line}, column {column}: {fault}"))
    {
        File = file;
        Offset = -1;
        Fault = fault;
        Line = line;
        Column = column;
    }

    /// <summary>The file's path, or the name given to the stream.</summary>
    public string File { get; }

    /// <summary>Where the fault is, in bytes from the start; -1 in a text file.</summary>
    public long Offset { get; }

    /// <summary>What is wrong.</summary>
    public string Fault { get; }

    /// <summary>The line of the fault, from 1; 0 in a binary file.</summary>
    public long Line { get; }

    /// <summary>The cell of the fault within its line, from 1; 0 in a binary file.</summary>
    public int Column { get; }

    /// <summary>A fault in a text file: <c>{file}: line {line}, column {column}: {fault}</c>.</summary>
    /// <param name="file">The file's path, or the name given to the stream.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The cell within the line, from 1.</param>
    /// <param name="fault">What is wrong: what was expected and what was found.</param>
    public static VardaxFormatException AtCell(string file, long line, int column, string fault) =>
        new(file, line, column, fault);
}
