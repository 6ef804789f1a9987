using System.Buffers;
using System.Globalization;
using System.Text;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>The columns of observations in CSV, of windows, a record or a stream: which are of instruments and of time, and what their cells say.</summary>
internal sealed class ObservationColumns
{
    private static readonly SearchValues<byte> NumberLetters = SearchValues.Create("0123456789+-.eE"u8);

    private readonly IReadOnlyList<Instrument> instruments;
    private readonly RecordColumns format;
    private readonly byte[] number = new byte[64];

    /// <summary>Finds the columns.</summary>
    /// <param name="names">The names of all columns.</param>
    /// <param name="instruments">The instruments.</param>
    /// <param name="format">How columns are named and written.</param>
    public ObservationColumns(IReadOnlyList<string> names, IReadOnlyList<Instrument> instruments, RecordColumns format)
    {
        (this.instruments, this.format) = (instruments, format);
        string[] all = [.. names.Select(name => name.Trim())];
        int At(string wanted) => format.Header(wanted) is { Length: > 0 } header ? Array.IndexOf(all, header) : -1;
        Seen = [.. instruments.Select(instrument => At(instrument.Name))];
        (Time, Step) = (At(RecordColumns.Time), At(RecordColumns.Step));
        Others = [.. Enumerable.Range(0, all.Length).Where(at => at != Time && at != Step && !Seen.Contains(at))];
    }

    /// <summary>The column of each instrument; -1 if it has none.</summary>
    public int[] Seen { get; }

    /// <summary>The column of times; -1 if there is none.</summary>
    public int Time { get; }

    /// <summary>The column that counts steps; -1 if there is none.</summary>
    public int Step { get; }

    /// <summary>All other columns.</summary>
    public int[] Others { get; }

    /// <summary>Whether a cell says that there is no value.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> cell) => cell.IsEmpty
        || (cell.Length <= 4 && (Ascii.EqualsIgnoreCase(cell, "nan"u8) || Ascii.EqualsIgnoreCase(cell, "na"u8)
            || Ascii.EqualsIgnoreCase(cell, "n/a"u8) || Ascii.EqualsIgnoreCase(cell, "null"u8)));

    /// <summary>A number; NaN if it is missing.</summary>
    /// <returns>What is wrong with the cell; null if nothing is.</returns>
    public string? Number(ReadOnlySpan<byte> cell, out double value)
    {
        value = double.NaN;
        if (IsMissing(cell))
            return null;
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        ReadOnlySpan<byte> text = Point(cell);
        // The framework's parser lets zero bytes and other signs pass.
        if (!text.ContainsAnyExcept(NumberLetters) && double.TryParse(text, styles, CultureInfo.InvariantCulture, out value) && double.IsFinite(value))
            return null;
        string comma = !format.DecimalComma && format.Separator != ',' && cell.Count((byte)',') == 1 ? " (--decimal-comma reads it)" : "";
        return $"expected a finite number, NaN or nothing, found '{Shown(cell)}'{comma}";
    }

    /// <summary>What an instrument saw; NaN if nothing.</summary>
    /// <returns>What is wrong with the cell; null if nothing is.</returns>
    public string? Value(ReadOnlySpan<byte> cell, int instrument, out double value)
    {
        if (Number(cell, out value) is { } fault)
            return fault;
        if (format.MissingValues.Contains(value))
            value = double.NaN;
        return double.IsNaN(value) ? null : RecordColumns.Fault(instruments[instrument], value);
    }

    /// <summary>A number with a point in place of its comma; a number that has a point already stays wrong.</summary>
    public ReadOnlySpan<byte> Point(ReadOnlySpan<byte> cell)
    {
        if (!format.DecimalComma)
            return cell;
        if (cell.Length > number.Length || !cell.Contains((byte)','))
            return cell.Contains((byte)'.') && !cell.Contains((byte)':') ? "?"u8 : cell;
        cell.Replace(number, (byte)',', (byte)'.');
        return number.AsSpan(0, cell.Length);
    }

    private static string Shown(ReadOnlySpan<byte> cell) =>
        string.Concat(Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 40)]).Select(letter => char.IsControl(letter) ? '?' : letter));
}
