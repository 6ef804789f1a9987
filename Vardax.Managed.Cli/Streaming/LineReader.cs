using Vardax.Managed.Formats;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>The lines of a stream, each as soon as it is there; blank ones are passed over.</summary>
/// <param name="stream">Read from its position.</param>
/// <param name="name">What messages call it.</param>
internal sealed class LineReader(Stream stream, string name)
{
    private const int MaxLine = 1024 * 1024;

    private byte[] buffer = new byte[16 * 1024];
    private int start, end;

    /// <summary>The number of the line read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line, without its end; valid until the next call. False at the stream's end.</summary>
    /// <exception cref="VardaxFormatException">A line is longer than a megabyte.</exception>
    public bool TryRead(out Span<byte> line)
    {
        int looked = 0;
        while (true)
        {
            int length = buffer.AsSpan(start + looked, end - start - looked).IndexOf((byte)'\n');
            if (length >= 0 || (end > start && !Fill(out looked)))
            {
                int size = length >= 0 ? looked + length : end - start;
                line = buffer.AsSpan(start, size);
                start = Math.Min(start + size + 1, end);
                looked = 0;
                Number++;
                if (line.Trim(" \t\r"u8).IsEmpty)
                    continue;
                return true;
            }

            if (end == start && !Fill(out looked))
            {
                line = default;
                return false;
            }
        }
    }

    /// <summary>Reads on; false at the stream's end.</summary>
    private bool Fill(out int looked)
    {
        looked = end - start;
        if (looked > MaxLine)
            throw VardaxFormatException.AtCell(name, Number + 1, 1, $"expected a line of at most {MaxLine} bytes, found a longer one");
        buffer.AsSpan(start, looked).CopyTo(buffer);
        (start, end) = (0, looked);
        if (end == buffer.Length)
            Array.Resize(ref buffer, 2 * buffer.Length);
        int read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        return read > 0;
    }
}
