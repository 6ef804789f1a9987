using System.Buffers;
using System.Globalization;
using System.Text;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A record in CSV: a row for each time, a column for each instrument by name, other columns passed over.</summary>
internal sealed class CsvRecordRows : RecordRows
{
    // Of columns that are passed over, so many are named.
    private const int MostNamed = 8;

    private static readonly SearchValues<byte> NumberLetters = SearchValues.Create("0123456789+-.eE"u8);

    private readonly CsvReader reader;
    private readonly string name;
    private readonly RecordColumns columns;
    private readonly IReadOnlyList<Instrument> instruments;
    private readonly int[] seen;
    private readonly int time;
    private readonly bool countsSteps;
    private readonly byte[] number = new byte[64];

    /// <summary>Reads the line of names.</summary>
    /// <param name="stream">The record.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="settings">The instruments.</param>
    /// <param name="columns">How columns are named.</param>
    /// <param name="clock">Of the times.</param>
    /// <param name="messages">Told of columns that are passed over.</param>
    /// <exception cref="VardaxFormatException">An instrument has no column.</exception>
    public CsvRecordRows(Stream stream, string name, ProblemSettings settings, RecordColumns columns, RecordClock clock, TextWriter messages)
        : base(clock)
    {
        (this.name, this.columns, instruments) = (name, columns, settings.Observing.Instruments);
        reader = new CsvReader(stream, name, separator: columns.Separator);
        string[] names = [.. reader.Columns.Select(column => column.Trim())];
        seen = [.. instruments.Select(instrument => Column(names, instrument.Name, required: true))];
        if (seen.All(column => column < 0))
            throw At(0, "expected a column of an instrument, found none");
        (time, int step) = (Column(names, RecordColumns.Time, required: false), Column(names, RecordColumns.Step, required: false));
        (time, countsSteps) = time >= 0 ? (time, false) : (step, step >= 0);
        string[] ignored = [.. names.Where((_, at) => at != time && at != step && !seen.Contains(at))];
        if (ignored.Length > 0)
        {
            string more = ignored.Length > MostNamed ? $" and {ignored.Length - MostNamed} more" : "";
            messages.WriteLine($"vardax: {name}: columns not read: {string.Join(", ", ignored.Take(MostNamed))}{more}");
        }
    }

    /// <inheritdoc/>
    public override bool TryRead(Span<float> values, out long step)
    {
        step = -1;
        if (!reader.ReadCells())
            return false;
        string? fault = time < 0 ? Clock.Read(out step)
            : Clock.Read(columns.DecimalComma ? Point(reader.Cell(time)) : reader.Cell(time), countsSteps, out step);
        if (fault is not null)
            throw At(time, fault);
        for (int i = 0; i < seen.Length; i++)
            values[i] = seen[i] < 0 ? float.NaN : Value(instruments[i], seen[i]);
        return true;
    }

    /// <inheritdoc/>
    protected override void Close() => reader.Dispose();

    private int Column(string[] names, string wanted, bool required)
    {
        string header = columns.Header(wanted);
        int at = Array.IndexOf(names, header);
        bool mapped = columns.Headers.ContainsKey(wanted);
        if (at < 0 && header.Length > 0 && (required || mapped))
        {
            string found = string.Join(", ", names.Take(MostNamed)) + (names.Length > MostNamed ? ", ..." : "");
            throw VardaxFormatException.AtCell(name, 1, 1, $"expected a column {header}{(mapped ? $" for {wanted}" : "")}, found {found}");
        }

        return at;
    }

    private float Value(Instrument instrument, int column)
    {
        ReadOnlySpan<byte> cell = reader.Cell(column);
        if (IsMissing(cell))
            return float.NaN;
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        ReadOnlySpan<byte> text = columns.DecimalComma ? Point(cell) : cell;
        if (text.ContainsAnyExcept(NumberLetters) || !double.TryParse(text, styles, CultureInfo.InvariantCulture, out double value))
        {
            string comma = !columns.DecimalComma && cell.Count((byte)',') == 1 && columns.Separator != ',' ? " (--decimal-comma reads it)" : "";
            throw At(column, $"expected a finite number, NaN or nothing, found '{Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 40)])}'{comma}");
        }

        if (columns.MissingValues.Contains(value))
            return float.NaN;
        return RecordColumns.Fault(instrument, value) is { } fault ? throw At(column, fault) : (float)value;
    }

    private static bool IsMissing(ReadOnlySpan<byte> cell) => cell.IsEmpty
        || (cell.Length <= 4 && (Ascii.EqualsIgnoreCase(cell, "nan"u8) || Ascii.EqualsIgnoreCase(cell, "na"u8)
            || Ascii.EqualsIgnoreCase(cell, "n/a"u8) || Ascii.EqualsIgnoreCase(cell, "null"u8)));

    /// <summary>A number with a point in place of its comma; a number that has a point already stays wrong.</summary>
    private ReadOnlySpan<byte> Point(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > number.Length || !cell.Contains((byte)','))
            return cell.Contains((byte)'.') && !cell.Contains((byte)':') ? "?"u8 : cell;
        cell.Replace(number, (byte)',', (byte)'.');
        return number.AsSpan(0, cell.Length);
    }

    private VardaxFormatException At(int column, string fault) => VardaxFormatException.AtCell(name, reader.Line, Math.Max(column, 0) + 1, fault);
}
