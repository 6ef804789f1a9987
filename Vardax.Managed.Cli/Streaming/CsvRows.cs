using System.Globalization;
using System.Text;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Windows in CSV: a row for each step, a column for each instrument, by name. A column window tells windows apart; without it
/// there is one. With a column step or time rows may be missing, and their steps are not observed.
/// </summary>
internal sealed class CsvRows : WindowRows
{
    private readonly CsvReader reader;
    private readonly ObservationColumns columns;
    private readonly int window;
    private readonly RowClock clock;
    private readonly long[] lines;
    private bool isAhead, hasEmptyRows, isRunning;
    private decimal? id, highest;
    private int windows;

    /// <summary>Reads the line of names.</summary>
    /// <exception cref="VardaxFormatException">A name is missing or unknown.</exception>
    public CsvRows(Stream stream, string name, ProblemSettings settings)
        : base(name)
    {
        reader = new CsvReader(stream, name);
        columns = new ObservationColumns(reader.Columns, settings.Observing.Instruments, RecordColumns.Plain);
        string[] names = [.. reader.Columns], wanted = [.. settings.Observing.Instruments.Select(i => i.Name)];
        window = Array.IndexOf(names, "window");
        int unknown = columns.Others.FirstOrDefault(at => at != window, -1);
        if (unknown >= 0)
        {
            throw VardaxFormatException.AtCell(
                name, 1, unknown + 1, $"expected columns {string.Join(", ", wanted)}, window, step, time, found '{names[unknown]}'");
        }

        int missing = Array.IndexOf(columns.Seen, -1);
        if (missing >= 0)
        {
            throw VardaxFormatException.AtCell(
                name, 1, 1, $"expected a column {wanted[missing]}, found {string.Join(", ", names)}");
        }

        clock = new RowClock(reader, columns, name, settings.Dt);
        lines = new long[settings.WindowStates];
    }

    /// <inheritdoc/>
    public override bool IsSingle => window < 0;

    /// <inheritdoc/>
    public override string? Id => id?.ToString("0", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override bool TryRead(Span<float> values)
    {
        if (!IsAhead())
            return windows > 0 ? false : throw Incomplete(0);
        Begin();
        values.Fill(float.NaN);
        Array.Clear(lines);
        int rows = 0, last = 0;
        do
        {
            last = rows == 0 ? 0 : clock.Exists ? clock.Next(last) : rows;
            if (last >= lines.Length)
                throw Beyond();
            Take(values, last);
            rows++;
        }
        while (last < lines.Length - 1 && IsAhead() && IsOfWindow());
        if (last < lines.Length - 1)
            Place(values, rows, last);
        else
            isRunning |= clock.Exists && clock.Start != 0;
        for (int t = 1; t < lines.Length; t++)
            lines[t] = Math.Max(lines[t], lines[t - 1]);
        highest = id > highest ? id : highest ?? id;
        windows++;
        return true;
    }

    /// <inheritdoc/>
    public override Exception Fault(int entry, string fault) =>
        At(Math.Max(lines[entry / columns.Seen.Length], 1), columns.Seen[entry % columns.Seen.Length], fault);

    /// <inheritdoc/>
    protected override void Close() => reader.Dispose();

    /// <summary>Whether there is a row that no window has taken.</summary>
    private bool IsAhead() => isAhead = isAhead || reader.ReadCells();

    private bool IsOfWindow() => window < 0 || Window() == id;

    /// <summary>The window that the present row says it is of; null if that is no whole number.</summary>
    private decimal? Window()
    {
        const NumberStyles styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign;
        return decimal.TryParse(reader.Cell(window), styles, CultureInfo.InvariantCulture, out decimal value)
            && value is >= 0 and <= ulong.MaxValue && value == decimal.Truncate(value) ? value : null;
    }

    private void Begin()
    {
        string more = $"expected {lines.Length} rows of {(window < 0 ? "the window" : $"window {Id}")}, found more";
        if (window < 0 && windows > 0)
            throw At(reader.Line, 0, $"{more}: {Apart}");
        if (window >= 0)
        {
            decimal? next = Window();
            if (next is null)
            {
                throw At(reader.Line, window,
                    $"expected a whole number from 0 to {ulong.MaxValue} that names a window, found {Shown(window)}");
            }

            if (next == id)
                throw At(reader.Line, window, more);
            id = next;
        }

        if (clock.Exists)
            clock.Begin();
    }

    private void Take(Span<float> values, int t)
    {
        bool isEmpty = true;
        int dimension = columns.Seen.Length;
        for (int c = 0; c < dimension; c++)
        {
            if (columns.Number(reader.Cell(columns.Seen[c]), out double value) is { } fault)
                throw At(reader.Line, columns.Seen[c], fault);
            values[(t * dimension) + c] = (float)value;
            isEmpty &= double.IsNaN(value);
        }

        hasEmptyRows |= isEmpty;
        lines[t] = reader.Line;
        isAhead = false;
    }

    /// <summary>
    /// Moves the rows of a window that has no row of its last step, as counted from its first, to where their clock says, which
    /// then has to begin at 0.
    /// </summary>
    private void Place(Span<float> values, int rows, int last)
    {
        // A file with rows for steps that are not observed has them all: this one is cut off.
        if (!clock.Exists || hasEmptyRows)
            throw Incomplete(rows);
        int start = clock.Start ?? -1;
        if (start < 0 || start + last >= lines.Length || isRunning)
        {
            throw At(lines[0], clock.Column,
                $"expected {clock.Word}s from {clock.At(0)} to {clock.At(lines.Length - 1)} if rows are missing at an end of the "
                + $"window, found {clock.After(0)} to {clock.After(last)}{(isRunning ? " after a window that begins elsewhere" : "")}");
        }

        if (id <= highest)
            throw At(lines[0], window, $"expected a window after {highest} if rows are missing, found {id}");
        int dimension = columns.Seen.Length;
        values[..((last + 1) * dimension)].CopyTo(values[(start * dimension)..]);
        values[..(start * dimension)].Fill(float.NaN);
        lines.AsSpan(0, last + 1).CopyTo(lines.AsSpan(start));
        lines.AsSpan(0, start).Fill(lines[start]);
    }

    private VardaxFormatException Beyond() => At(reader.Line, clock.Column,
        $"expected {clock.Word}s up to {clock.After(lines.Length - 1)} of {(window < 0 ? "the window" : $"window {Id}")} that begins "
        + $"at {clock.After(0)}, found {clock.Found(clock.Column)}{(window < 0 ? $": {Apart}" : "")}");

    private VardaxFormatException Incomplete(int rows)
    {
        string of = window < 0 ? "of the window" : id is null ? "of a window" : $"of window {Id}";
        string fault = $"expected {lines.Length} rows {of}, found {rows}";
        return isAhead
            ? At(reader.Line, window, $"{fault} before one of window {Shown(window)}")
            : At(reader.Line + 1, 0, fault);
    }

    /// <summary>A cell of the present row.</summary>
    private string Shown(int column) => reader.Cell(column).IsEmpty ? "nothing" : Encoding.UTF8.GetString(reader.Cell(column));

    private static string Apart => "a longer record is not cut into windows; a column named window tells them apart";

    private VardaxFormatException At(long line, int column, string fault) =>
        VardaxFormatException.AtCell(Name, line, column + 1, fault);
}
