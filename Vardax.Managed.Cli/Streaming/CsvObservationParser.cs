using System.Globalization;
using System.Text;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Comma-separated lines after a line of names: <c>time</c> or <c>step</c> or neither, and instruments in any order; those without a column
/// are not observed. An empty cell or NaN is a missing value.
/// </summary>
internal sealed class CsvObservationParser : IObservationParser
{
    private const int IsTime = -1, IsStep = -2;

    private readonly int[] columns;

    /// <summary>Reads the line of names.</summary>
    /// <exception cref="Formats.VardaxFormatException">A name is unknown or stands twice, or no instrument has a column.</exception>
    public CsvObservationParser(ReadOnlySpan<byte> names, ObservationLine line)
    {
        string[] cells = [.. Encoding.UTF8.GetString(names).TrimStart('\uFEFF').Split(',').Select(cell => cell.Trim().Trim('"'))];
        string[] known = [.. line.System.Observing.Instruments.Select(instrument => instrument.Name)];
        columns = new int[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            columns[i] = cells[i] switch { "time" => IsTime, "step" => IsStep, _ => Array.IndexOf(known, cells[i]) };
            if (columns[i] == IsTime && cells[i] != "time")
                throw line.Fault(i + 1, $"expected columns time or step, {string.Join(", ", known)}, found '{cells[i]}'");
            if (columns.AsSpan(0, i).Contains(columns[i]))
                throw line.Fault(i + 1, $"expected one column {cells[i]}, found another");
        }

        if (columns.All(column => column < 0))
            throw line.Fault(1, $"expected a column of an instrument, {string.Join(" or ", known)}, found none");
    }

    /// <inheritdoc/>
    public void Parse(Span<byte> text, ObservationLine line)
    {
        int found = 1 + text.Count((byte)',');
        if (found != columns.Length)
            throw line.Fault(Math.Min(found, columns.Length), $"expected {columns.Length} cells as there are column names, found {found}");
        ReadOnlySpan<byte> rest = text;
        for (int i = 0; i < columns.Length; i++)
        {
            int end = rest.IndexOf((byte)',');
            ReadOnlySpan<byte> cell = (end < 0 ? rest : rest[..end]).Trim(" \t\r\""u8);
            rest = rest[(end + 1)..];
            double value = double.NaN;
            if (!cell.IsEmpty && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
                throw line.Fault(i + 1, $"expected a number, NaN or nothing, found '{Encoding.UTF8.GetString(cell)}'");
            if (columns[i] >= 0)
                line.Set(columns[i], value, i + 1);
            else
                line.SetTime(columns[i] == IsStep ? value * line.System.Dt : value, i + 1);
        }
    }
}
