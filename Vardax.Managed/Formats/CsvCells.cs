using System.Text;

namespace Vardax.Managed.Formats;

/// <summary>Splits a CSV stream into lines and cells, in constant memory: a cell is at most so many bytes.</summary>
/// <param name="stream">Read from its position.</param>
/// <param name="name">What messages call it.</param>
/// <param name="separator">Stands between two cells.</param>
internal sealed class CsvCells(Stream stream, string name, char separator = ',')
{
    private const int MaxCell = 1024;

    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly byte[] cell = new byte[MaxCell];
    private int at;
    private int length;
    private int column;
    private bool began;

    /// <summary>The present line, from 1; 0 before the first.</summary>
    public long Line { get; private set; }

    /// <summary>Goes to the next line, once the present one is read to its end; false where there is none.</summary>
    public bool NextLine()
    {
        if (!began)
            SkipByteOrderMark();
        if (Peek() < 0)
            return false;
        Line++;
        column = 0;
        return true;
    }

    /// <summary>The next cell of the line, with its quotes; valid until the next call.</summary>
    /// <param name="last">Whether it is the line's last.</param>
    public ReadOnlySpan<byte> Next(out bool last)
    {
        column++;
        int count = 0;
        bool quoted = false;
        for (int value = Take(); ; value = Take())
        {
            if (value == '"')
                quoted = !quoted;
            if (value < 0 || value == '\n' || (value == separator && !quoted))
            {
                if (quoted)
                    throw Fault("expected a quote that ends within the line");
                last = value != separator;
                // The \r of \r\n; any other stays in the cell, which is then no number and no name.
                bool carriage = value == '\n' && count > 0 && cell[count - 1] == '\r';
                return cell.AsSpan(0, carriage ? count - 1 : count);
            }

            if (count == MaxCell)
                throw Fault($"expected a cell of at most {MaxCell} bytes");
            cell[count++] = (byte)value;
        }
    }

    /// <summary>A fault in a cell of the present line: the present one, unless another is given.</summary>
    public VardaxFormatException Fault(string fault, int? column = null) =>
        VardaxFormatException.AtCell(name, Math.Max(Line, 1), column ?? Math.Max(this.column, 1), fault);

    /// <summary>A cell as a message can hold it: short, and only ASCII letters that show.</summary>
    public static string Shown(ReadOnlySpan<byte> cell)
    {
        StringBuilder shown = new();
        foreach (byte value in cell[..Math.Min(cell.Length, 40)])
            shown.Append(value is >= 0x20 and < 0x7F ? (char)value : '?');
        return shown.Append(cell.Length > 40 ? "..." : "").ToString();
    }

    private void SkipByteOrderMark()
    {
        began = true;
        length = stream.ReadAtLeast(buffer, 3, throwOnEndOfStream: false);
        if (buffer.AsSpan(0, length).StartsWith(Encoding.UTF8.Preamble))
            at = Encoding.UTF8.Preamble.Length;
    }

    private int Peek()
    {
        if (at == length)
        {
            length = stream.Read(buffer);
            at = 0;
        }

        return length == 0 ? -1 : buffer[at];
    }

    private int Take()
    {
        int value = Peek();
        if (value >= 0)
            at++;
        return value;
    }
}
