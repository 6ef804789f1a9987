namespace Vardax.Managed.Cli.Streaming;

/// <summary>Results as text, one behind the other.</summary>
/// <param name="output">Stays open.</param>
internal abstract class TextSink(Stream output) : ResultSink
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private int count;

    /// <inheritdoc/>
    public override void Write(WindowSlot slot) => Write(slot.Text.WrittenSpan);

    /// <inheritdoc/>
    public override void Flush()
    {
        output.Write(buffer.AsSpan(0, count));
        output.Flush();
        count = 0;
    }

    /// <summary>Writes bytes.</summary>
    protected void Write(ReadOnlySpan<byte> text)
    {
        if (count + text.Length > buffer.Length)
        {
            output.Write(buffer.AsSpan(0, count));
            count = 0;
        }

        if (text.Length > buffer.Length)
        {
            output.Write(text);
            return;
        }

        text.CopyTo(buffer.AsSpan(count));
        count += text.Length;
    }
}
