using System.Text;
using Vardax.Managed.Cli.Reporting;

namespace Vardax.Managed.Cli.Output;

/// <summary>Messages, one a line: whatever they quote, no control character of it reaches the terminal.</summary>
/// <param name="inner">Written to.</param>
internal sealed class MessageWriter(TextWriter inner) : TextWriter
{
    /// <summary>Where the messages go.</summary>
    public TextWriter Inner => inner;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => inner.Write(value == '\n' ? "\n" : Printable.Line(value.ToString()));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => inner.Write(Printable.Line(value ?? ""));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => inner.WriteLine(Printable.Line(value ?? ""));

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
