using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vardax.Managed.Formats;

/// <summary>
/// Reads comma-separated numbers row by row: a line of column names, then a number in every cell of every row. A cell that is
/// empty or NaN is a missing number.
/// </summary>
/// <remarks>
/// UTF-8, with or without a byte order mark; lines end with \n or \r\n, the last one or not. Numbers have a point and no
/// thousands, <c>-1.25e-3</c>, with or without quotes and spaces around; they are rounded to single precision. Names may be quoted,
/// a quote within them doubled. Blank lines are passed over, unless there is one column alone: its number is missing there. Memory
/// is that of a row, however many there are.
/// </remarks>
public sealed class CsvReader : IDisposable
{
    /// <summary>The most columns that are read.</summary>
    public const int MaxColumns = 8192;

    private static readonly SearchValues<byte> NumberLetters = SearchValues.Create("0123456789+-.eE"u8);

    private readonly Stream stream;
    private readonly bool leaveOpen;
    private readonly CsvCells cells;
    private readonly string[] columns;
    private readonly int[] ends;
    private byte[] text = new byte[256];

    /// <summary>Reads the line of names at the stream's position.</summary>
    /// <param name="stream">Need not seek.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="leaveOpen">Whether disposing of the reader leaves the stream open.</param>
    /// <param name="separator">What stands between two cells: an ASCII letter that no number, no quote and no line's end has.</param>
    /// <exception cref="ArgumentException">The separator is another letter.</exception>
    /// <exception cref="VardaxFormatException">
    /// There is no line, it holds numbers only, a name stands twice or is no text, or there are too many.
    /// </exception>
    /// <exception cref="IOException">Reading fails.</exception>
    public CsvReader(Stream stream, string name, bool leaveOpen = false, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (!IsSeparator(separator))
            throw new ArgumentException($"Expected an ASCII letter that numbers, quotes and lines do not have, found '{separator}'.", nameof(separator));
        this.stream = stream;
        this.leaveOpen = leaveOpen;
        cells = new CsvCells(stream, name, separator);
        columns = CsvHeader.Read(cells, MaxColumns);
        ends = new int[columns.Length];
    }

    /// <summary>The names of the columns, in their order.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>The line read last, from 1.</summary>
    public long Line => cells.Line;

    /// <summary>Opens a file.</summary>
    /// <exception cref="VardaxFormatException">As for the constructor.</exception>
    /// <inheritdoc cref="Digest.Of" path="/exception"/>
    public static CsvReader Open(string path)
    {
        FileStream file = File.OpenRead(path);
        try
        {
            return new CsvReader(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The next row.</summary>
    /// <param name="values">A number for each column, filled unless there is no row left; NaN where it is missing.</param>
    /// <returns>Whether there was a row left.</returns>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    /// <exception cref="VardaxFormatException">
    /// A cell is no finite number within the range of single precision, or the row has fewer or more cells than there are
    /// columns; names the line and the column.
    /// </exception>
    /// <exception cref="IOException">Reading fails.</exception>
    public bool ReadRow(Span<float> values)
    {
        if (values.Length != columns.Length)
            throw new ArgumentException($"Expected room for {columns.Length} numbers, found {values.Length}.", nameof(values));
        while (cells.NextLine())
        {
            if (TryRow(values))
                return true;
        }

        return false;
    }

    /// <summary>The next row as text, by <see cref="Cell"/>: its cells need not be numbers.</summary>
    /// <returns>Whether there was a row left.</returns>
    /// <exception cref="VardaxFormatException">The row has fewer or more cells than there are columns; names the line and the column.</exception>
    /// <exception cref="IOException">Reading fails.</exception>
    public bool ReadCells()
    {
        while (cells.NextLine())
        {
            if (TryRow([]))
                return true;
        }

        return false;
    }

    /// <summary>Whether a letter can stand between two cells.</summary>
    public static bool IsSeparator(char separator) => char.IsAscii(separator) && !NumberLetters.Contains((byte)separator) && separator is not ('"' or '\n' or '\r' or ' ');

    /// <summary>
    /// What stands in a cell of the row read last, without spaces and quotes around: all digits of a number that single precision
    /// would round.
    /// </summary>
    /// <param name="column">The column, from 0.</param>
    /// <returns>Valid until the next row is read.</returns>
    public ReadOnlySpan<byte> Cell(int column)
    {
        int start = column == 0 ? 0 : ends[column - 1];
        return text.AsSpan(start, ends[column] - start);
    }

    /// <summary>Closes the stream, unless it is to be left open.</summary>
    public void Dispose()
    {
        if (!leaveOpen)
            stream.Dispose();
    }

    /// <summary>Whether a cell is a number, or one that is missing.</summary>
    internal static bool TryNumber(ReadOnlySpan<byte> cell, out float value)
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        ReadOnlySpan<byte> text = Bare(cell);
        value = float.NaN;
        if (text.Length == 0 || Ascii.EqualsIgnoreCase(text, "nan"u8))
            return true;
        // The framework's parser lets zero bytes and other signs pass.
        return !text.ContainsAnyExcept(NumberLetters)
            && float.TryParse(text, styles, CultureInfo.InvariantCulture, out value)
            && float.IsFinite(value);
    }

    /// <summary>A cell without the spaces and the quotes around it.</summary>
    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim((byte)' ');
        return cell is [(byte)'"', .., (byte)'"'] ? cell[1..^1].Trim((byte)' ') : cell;
    }

    /// <summary>The cells of a line, and their numbers if there is room for them; false if the line is blank.</summary>
    private bool TryRow(Span<float> values)
    {
        int count = columns.Length;
        for (int column = 0; column < count; column++)
        {
            ReadOnlySpan<byte> cell = cells.Next(out bool last);
            if (last && column == 0 && count > 1 && cell.Trim(" \t"u8).IsEmpty)
                return false;
            if (!values.IsEmpty)
                values[column] = Number(cell);
            Keep(Bare(cell), column);
            if (last && column < count - 1)
                throw cells.Fault($"expected {count} cells as there are column names, found {column + 1}");
            if (!last && column == count - 1)
                throw cells.Fault($"expected {count} cells as there are column names, found more");
        }

        return true;
    }

    private void Keep(ReadOnlySpan<byte> cell, int column)
    {
        int start = column == 0 ? 0 : ends[column - 1];
        if (start + cell.Length > text.Length)
            Array.Resize(ref text, 2 * (start + cell.Length));
        cell.CopyTo(text.AsSpan(start));
        ends[column] = start + cell.Length;
    }

    private float Number(ReadOnlySpan<byte> cell) =>
        TryNumber(cell, out float value)
            ? value
            : throw cells.Fault($"expected a finite number, NaN or nothing, found '{CsvCells.Shown(cell)}'");
}
