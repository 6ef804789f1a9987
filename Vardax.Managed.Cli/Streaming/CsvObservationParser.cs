using System.Text;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Comma-separated lines after a line of names: <c>time</c> or <c>step</c> or neither, and instruments in any order; those without a column
/// are not observed. Cells are those of a record.
/// </summary>
internal sealed class CsvObservationParser : IObservationParser
{
    private readonly ObservationColumns columns;
    private readonly int cells;

    /// <summary>Reads the line of names.</summary>
    /// <exception cref="Formats.VardaxFormatException">A name is unknown or stands twice, or no instrument has a column.</exception>
    public CsvObservationParser(ReadOnlySpan<byte> names, ObservationLine line)
    {
        string[] found = [.. Encoding.UTF8.GetString(names).TrimStart('\uFEFF').Split(',').Select(cell => cell.Trim().Trim('"'))];
        cells = found.Length;
        columns = new ObservationColumns(found, line.System.Observing.Instruments, RecordColumns.Plain);
        string[] known = [.. line.System.Observing.Instruments.Select(instrument => instrument.Name)];
        if (columns.Others is [var other, ..])
        {
            throw line.Fault(other + 1, Array.IndexOf(found, found[other]) < other ? $"expected one column {found[other]}, found another"
                : $"expected columns time or step, {string.Join(", ", known)}, found '{found[other]}'");
        }

        if (columns.Seen.All(column => column < 0))
            throw line.Fault(1, $"expected a column of an instrument, {string.Join(" or ", known)}, found none");
    }

    /// <inheritdoc/>
    public void Parse(Span<byte> text, ObservationLine line)
    {
        int found = 1 + text.Count((byte)',');
        if (found != cells)
            throw line.Fault(Math.Min(found, cells), $"expected {cells} cells as there are column names, found {found}");
        ReadOnlySpan<byte> rest = text;
        for (int i = 0; i < cells; i++)
        {
            int end = rest.IndexOf((byte)',');
            ReadOnlySpan<byte> cell = (end < 0 ? rest : rest[..end]).Trim(" \t\r\""u8);
            rest = rest[(end + 1)..];
            if (columns.Number(cell, out double value) is { } fault)
                throw line.Fault(i + 1, fault);
            if (i == columns.Time || i == columns.Step)
                line.SetTime(i == columns.Step ? value * line.System.Dt : value, i + 1);
            else
                line.Set(Array.IndexOf(columns.Seen, i), value, i + 1);
        }
    }
}
