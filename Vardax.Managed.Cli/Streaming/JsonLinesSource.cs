using System.Text;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// A window in each line of JSON; the lines are found here and parsed by whoever analyses them. Blank lines are passed over.
/// </summary>
/// <param name="stream">Read from its position.</param>
/// <param name="name">What messages call it.</param>
/// <param name="masks">Masks of the windows; null where the lines tell.</param>
/// <param name="backgrounds">What is known of the windows beforehand; null if the lines tell.</param>
internal sealed class JsonLinesSource(Stream stream, string name, MaskRows? masks, Backgrounds? backgrounds = null) : IWindowSource
{
    /// <summary>The longest line: a hundred thousand numbers of a window and what else its writer put there.</summary>
    public const int MaxLine = 16 * 1024 * 1024;

    private readonly byte[] buffer = new byte[64 * 1024];
    private int at, length;
    private long line, windows;

    /// <inheritdoc/>
    public bool TryRead(WindowSlot slot)
    {
        do
        {
            if (!ReadLine(slot))
            {
                if (windows == 0)
                    throw At(Math.Max(line, 1), 1, "expected a line of JSON, found an empty file");
                masks?.End();
                backgrounds?.End();
                return false;
            }

            line++;
        }
        while (slot.Line.AsSpan(0, slot.LineLength).Trim(" \t\r"u8).IsEmpty);
        slot.LineNumber = line;
        windows++;
        masks?.Next(slot);
        backgrounds?.Next(slot);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        masks?.Dispose();
    }

    private bool ReadLine(WindowSlot slot)
    {
        slot.LineLength = 0;
        while (true)
        {
            if (at == length)
            {
                (at, length) = (0, stream.Read(buffer));
                if (length == 0)
                    return slot.LineLength > 0;
                if (line == 0 && slot.LineLength == 0 && buffer.AsSpan(0, length).StartsWith(Encoding.UTF8.Preamble))
                    at = Encoding.UTF8.Preamble.Length;
            }

            int end = buffer.AsSpan(at, length - at).IndexOf((byte)'\n');
            Append(slot, buffer.AsSpan(at, end < 0 ? length - at : end));
            at = end < 0 ? length : at + end + 1;
            if (end >= 0)
                return true;
        }
    }

    private void Append(WindowSlot slot, ReadOnlySpan<byte> part)
    {
        int needed = slot.LineLength + part.Length;
        if (needed > MaxLine)
            throw At(line + 1, MaxLine, $"expected a line of at most {MaxLine} bytes, found a longer one");
        if (needed > slot.Line.Length)
        {
            byte[] larger = new byte[Math.Max(needed, 2 * slot.Line.Length)];
            slot.Line.AsSpan(0, slot.LineLength).CopyTo(larger);
            slot.Line = larger;
        }

        part.CopyTo(slot.Line.AsSpan(slot.LineLength));
        slot.LineLength = needed;
    }

    private VardaxFormatException At(long line, int column, string fault) =>
        VardaxFormatException.AtCell(name, line, column, fault);
}
