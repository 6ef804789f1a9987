using Spectre.Console;
using Vardax.Managed.Cli.Reporting;

namespace Vardax.Managed.Cli.Output;

/// <summary>Report tables on the console.</summary>
internal static class Tables
{
    private const int WidthOfFiles = 80, Gap = 2, WidthOfWords = 24;

    /// <summary>
    /// Writes the tables, each with its caption above and its note below. Columns that do not fit beside each other follow below,
    /// behind the row names again: no number is cut.
    /// </summary>
    public static void Write(TextWriter writer, IEnumerable<ReportTable> tables)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = WidthOfFiles;
        foreach (ReportTable table in tables)
        {
            console.WriteLine(Printable.Line(table.Caption));
            int end = 1;
            do
            {
                int start = end;
                end = End(table, start, console.Profile.Width);
                console.Write(Grid(table, start, end));
            }
            while (end < table.Columns.Length);

            foreach (string line in table.Notes)
                console.WriteLine(Printable.Line(line));
            console.WriteLine();
        }
    }

    /// <summary>The first column that does not fit any more beside the row names and those from <paramref name="start"/> on.</summary>
    private static int End(ReportTable table, int start, int width)
    {
        int end = start, left = width - Width(table, 0) - Gap;
        do
            left -= Width(table, end++) + Gap;
        while (end < table.Columns.Length && Width(table, end) + Gap <= left);
        return end;
    }

    private static int Width(ReportTable table, int column)
    {
        int width = table.Rows.Append(table.Columns).Max(row => Printable.Line(row[column]).Length);
        return table.HasWords(column) ? Math.Min(width, WidthOfWords) : width;
    }

    private static Table Grid(ReportTable table, int start, int end)
    {
        int[] columns = [0, .. Enumerable.Range(start, end - start)];
        var grid = new Table().Border(TableBorder.Simple);
        foreach (int column in columns)
        {
            var cells = new TableColumn(Cell(table.Columns[column])).Padding(Gap / 2, Gap / 2);
            grid.AddColumn(table.HasWords(column) ? cells : column == 0 ? cells.NoWrap() : cells.RightAligned().NoWrap());
        }

        if (table.Columns.All(string.IsNullOrEmpty))
            grid.HideHeaders();
        foreach (string[] row in table.Rows)
            grid.AddRow([.. columns.Select(column => Cell(row[column]))]);
        return grid;
    }

    private static string Cell(string text) => Markup.Escape(Printable.Line(text));
}
