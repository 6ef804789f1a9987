using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A record in CSV: a row for each time, a column for each instrument by name, other columns passed over.</summary>
internal sealed class CsvRecordRows : RecordRows
{
    // Of columns that are passed over, so many are named.
    private const int MostNamed = 8;

    private readonly CsvReader reader;
    private readonly string name;
    private readonly ObservationColumns columns;
    private readonly int time;

    /// <summary>Reads the line of names.</summary>
    /// <param name="stream">The record.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="settings">The instruments.</param>
    /// <param name="format">How columns are named and written.</param>
    /// <param name="clock">Of the times.</param>
    /// <param name="messages">Told of columns that are passed over.</param>
    /// <exception cref="VardaxFormatException">An instrument has no column.</exception>
    public CsvRecordRows(Stream stream, string name, ProblemSettings settings, RecordColumns format, RecordClock clock, TextWriter messages)
        : base(clock)
    {
        this.name = name;
        reader = new CsvReader(stream, name, separator: format.Separator);
        IReadOnlyList<Instrument> instruments = settings.Observing.Instruments;
        columns = new ObservationColumns(reader.Columns, instruments, format);
        for (int i = 0; i < instruments.Count; i++)
            Require(instruments[i].Name, columns.Seen[i], format, true);
        Require(RecordColumns.Time, columns.Time, format, false);
        Require(RecordColumns.Step, columns.Step, format, false);
        if (columns.Seen.All(column => column < 0))
            throw At(0, "expected a column of an instrument, found none");
        time = columns.Time >= 0 ? columns.Time : columns.Step;
        if (columns.Others.Length > 0)
            messages.WriteLine($"vardax: {name}: columns not read: {Named(columns.Others, $" and {columns.Others.Length - MostNamed} more")}");
    }

    /// <inheritdoc/>
    public override bool TryRead(Span<float> values, out long step)
    {
        step = -1;
        if (!reader.ReadCells())
            return false;
        if ((time < 0 ? Clock.Read(out step) : Clock.Read(columns.Point(reader.Cell(time)), columns.Time < 0, out step)) is { } fault)
            throw At(time, fault);
        for (int i = 0; i < columns.Seen.Length; i++)
        {
            int column = columns.Seen[i];
            values[i] = column < 0 ? float.NaN
                : columns.Value(reader.Cell(column), i, out double value) is { } wrong ? throw At(column, wrong) : (float)value;
        }

        return true;
    }

    /// <inheritdoc/>
    protected override void Close() => reader.Dispose();

    private void Require(string wanted, int column, RecordColumns format, bool required)
    {
        string header = format.Header(wanted);
        bool mapped = format.Headers.ContainsKey(wanted);
        if (column < 0 && header.Length > 0 && (required || mapped))
        {
            string found = Named(Enumerable.Range(0, reader.Columns.Count), ", ...");
            throw VardaxFormatException.AtCell(name, 1, 1, $"expected a column {header}{(mapped ? $" for {wanted}" : "")}, found {found}");
        }
    }

    /// <summary>The first few of some columns, and what stands for more.</summary>
    private string Named(IEnumerable<int> some, string more) =>
        string.Join(", ", some.Take(MostNamed).Select(at => reader.Columns[at].Trim())) + (some.Count() > MostNamed ? more : "");

    private VardaxFormatException At(int column, string fault) => VardaxFormatException.AtCell(name, reader.Line, Math.Max(column, 0) + 1, fault);
}
