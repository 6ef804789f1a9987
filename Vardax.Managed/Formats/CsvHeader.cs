using System.Text;

namespace Vardax.Managed.Formats;

/// <summary>The line of column names of a CSV file.</summary>
internal static class CsvHeader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the names, which differ and are not all numbers.</summary>
    public static string[] Read(CsvCells cells, int most)
    {
        if (!cells.NextLine())
            throw cells.Fault("expected a line of column names, found an empty file");
        List<string> names = [];
        bool text = false, last = false;
        while (!last)
        {
            ReadOnlySpan<byte> cell = cells.Next(out last);
            if (names.Count == most)
                throw cells.Fault($"expected at most {most} columns");
            text |= !CsvReader.TryNumber(cell, out _);
            names.Add(Name(cells, cell));
        }

        if (!text)
            throw cells.Fault("expected column names in the first line, found numbers or nothing", column: 1);
        string[] columns = [.. names];
        RequireDifferent(cells, columns);
        return columns;
    }

    private static string Name(CsvCells cells, ReadOnlySpan<byte> cell)
    {
        string name;
        try
        {
            name = Strict.GetString(cell);
        }
        catch (DecoderFallbackException)
        {
            throw cells.Fault($"expected a column name in UTF-8, found '{CsvCells.Shown(cell)}'");
        }

        if (name.Any(char.IsControl))
            throw cells.Fault($"expected a column name without control characters, found '{CsvCells.Shown(cell)}'");
        if (name is not ['"', ..])
            return name.Contains('"') ? throw cells.Fault($"expected a quote only around a name, found '{name}'") : name;
        string inner = name.Length >= 2 && name[^1] == '"' ? name[1..^1] : "\"";
        return inner.Replace("\"\"", "", StringComparison.Ordinal).Contains('"')
            ? throw cells.Fault($"expected a quote at both ends and doubled ones within, found '{name}'")
            : inner.Replace("\"\"", "\"", StringComparison.Ordinal);
    }

    private static void RequireDifferent(CsvCells cells, string[] columns)
    {
        string[] names = [.. columns];
        int[] order = [.. Enumerable.Range(0, names.Length)];
        Array.Sort(names, order, StringComparer.Ordinal);
        for (int i = 1; i < names.Length; i++)
        {
            if (names[i] == names[i - 1])
            {
                int column = Math.Max(order[i], order[i - 1]) + 1;
                throw cells.Fault($"expected different column names, found '{names[i]}' twice", column);
            }
        }
    }
}
