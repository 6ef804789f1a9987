using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Comma-separated cells, as <see cref="Formats.CsvReader"/> reads them; whole numbers with all their digits.
/// </summary>
internal static class CsvText
{
    // No number is longer, with the comma before it.
    private const int MaxCell = 32;

    /// <summary>A comma and a number: as short as it reads back the same, nothing in place of one that is not finite.</summary>
    public static void WriteCell(this ArrayBufferWriter<byte> text, float value)
    {
        Span<byte> cell = text.GetSpan(MaxCell);
        cell[0] = (byte)',';
        int count = 0;
        if (float.IsFinite(value))
            value.TryFormat(cell[1..], out count, provider: CultureInfo.InvariantCulture);
        text.Advance(1 + count);
    }

    /// <summary>A whole number, which begins a line.</summary>
    public static void WriteFirst(this ArrayBufferWriter<byte> text, long value)
    {
        value.TryFormat(text.GetSpan(MaxCell), out int count, provider: CultureInfo.InvariantCulture);
        text.Advance(count);
    }

    /// <summary>What names a window, which begins a line: the number that the input calls it, else its position there.</summary>
    public static void WriteWindow(this ArrayBufferWriter<byte> text, WindowSlot slot)
    {
        if (slot.Id.WrittenCount > 0 && slot.Id.WrittenSpan[0] != (byte)'"')
            text.Write(slot.Id.WrittenSpan);
        else
            text.WriteFirst(slot.Index);
    }

    /// <summary>A comma and a text without a comma, a quote or a line's end.</summary>
    public static void WriteCell(this ArrayBufferWriter<byte> text, string value)
    {
        text.Write(","u8);
        text.Advance(Encoding.ASCII.GetBytes(value, text.GetSpan(value.Length)));
    }

    /// <summary>A comma and a whole number.</summary>
    public static void WriteCell(this ArrayBufferWriter<byte> text, long value)
    {
        text.Write(","u8);
        text.WriteFirst(value);
    }
}
