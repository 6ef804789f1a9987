using Vardax.Managed.Cli.Reporting;

namespace Vardax.Managed.Cli.Output;

/// <summary>Report tables as plain text, as wide as the terminal or as 80 columns.</summary>
internal static class Tables
{
    private const int WidthOfFiles = 80, LeastOfWords = 24;

    /// <summary>Writes the tables to a terminal or a file.</summary>
    public static void Write(TextWriter writer, IEnumerable<ReportTable> tables)
    {
        int width = writer == Console.Out && !Console.IsOutputRedirected ? Console.WindowWidth : 0;
        Write(writer, tables, width > 0 ? width : WidthOfFiles);
    }

    /// <summary>
    /// Writes the tables, each with its caption above and its note below. Columns that do not fit beside each other follow below,
    /// behind the row names again: no number is cut. Words go on in the next line.
    /// </summary>
    public static void Write(TextWriter writer, IEnumerable<ReportTable> tables, int width)
    {
        foreach (ReportTable table in tables)
        {
            WriteAll(writer, Wrap(table.Caption, width));
            writer.WriteLine();
            int end = 1, gap = Gap(table, width);
            do
            {
                int start = end;
                end = End(table, start, gap, width);
                WriteColumns(writer, table, [0, .. Enumerable.Range(start, end - start)], gap, width);
                writer.WriteLine();
            }
            while (end < table.Columns.Length);

            foreach (string item in table.Notes)
                WriteAll(writer, Wrap(item, width));
            writer.WriteLine();
        }
    }

    /// <summary>Spaces between the columns: two, or one if that makes the table fit.</summary>
    private static int Gap(ReportTable table, int width) =>
        End(table, 1, 2, width) < table.Columns.Length && End(table, 1, 1, width) == table.Columns.Length ? 1 : 2;

    /// <summary>The first column that does not fit any more beside the row names and those from <paramref name="start"/> on.</summary>
    private static int End(ReportTable table, int start, int gap, int width)
    {
        int end = start, left = width - Width(table, 0);
        do
            left -= gap + LeastWidth(table, end++);
        while (end < table.Columns.Length && gap + LeastWidth(table, end) <= left);
        return end;
    }

    private static int LeastWidth(ReportTable table, int column) =>
        table.HasWords(column) ? Math.Min(Width(table, column), LeastOfWords) : Width(table, column);

    private static int Width(ReportTable table, int column) =>
        table.Rows.Append(table.Columns).Max(row => Printable.Line(row[column]).Length);

    private static void WriteColumns(TextWriter writer, ReportTable table, int[] columns, int gap, int width)
    {
        int[] widths = [.. columns.Select(column => Width(table, column))];
        if (table.HasWords(columns[^1]))
            widths[^1] = Math.Min(widths[^1], Math.Max(LeastOfWords, width - widths[..^1].Sum(w => w + gap)));
        if (table.Columns.Any(name => name.Length > 0))
        {
            WriteRow(table.Columns);
            writer.WriteLine(new string('─', widths.Sum() + (gap * (widths.Length - 1))));
        }

        foreach (string[] row in table.Rows)
            WriteRow(row);

        void WriteRow(string[] row)
        {
            string[][] cells = [.. columns.Select(column => table.HasWords(column) ? Wrap(row[column], widths[^1]) : [Printable.Line(row[column])])];
            for (int line = 0; line < cells.Max(cell => cell.Length); line++)
            {
                IEnumerable<string> parts = cells.Select((cell, i) =>
                {
                    string part = cell.ElementAtOrDefault(line) ?? "";
                    return i == 0 || table.HasWords(columns[i]) ? part.PadRight(widths[i]) : part.PadLeft(widths[i]);
                });
                writer.WriteLine(string.Join(new string(' ', gap), parts).TrimEnd());
            }
        }
    }

    private static void WriteAll(TextWriter writer, string[] lines)
    {
        foreach (string line in lines)
            writer.WriteLine(line);
    }

    /// <summary>The text in lines of at most so many characters; a longer word has one of its own.</summary>
    private static string[] Wrap(string text, int width)
    {
        List<string> lines = [""];
        foreach (string word in Printable.Line(text).Split(' '))
        {
            if (lines[^1].Length == 0)
                lines[^1] = word;
            else if (lines[^1].Length + 1 + word.Length <= width)
                lines[^1] += " " + word;
            else
                lines.Add(word);
        }

        return [.. lines];
    }
}
