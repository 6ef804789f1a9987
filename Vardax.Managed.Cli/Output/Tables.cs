using Spectre.Console;
using Vardax.Managed.Cli.Reporting;

namespace Vardax.Managed.Cli.Output;

/// <summary>Report tables on the console.</summary>
internal static class Tables
{
    private const int WidthOfFiles = 120;

    /// <summary>Writes the tables, each with its caption above and its note below.</summary>
    public static void Write(TextWriter writer, IEnumerable<ReportTable> tables)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = WidthOfFiles;
        foreach (ReportTable table in tables)
        {
            var grid = new Table().Border(TableBorder.Simple).Title(Markup.Escape(table.Caption));
            for (int i = 0; i < table.Columns.Length; i++)
            {
                var column = new TableColumn(Markup.Escape(table.Columns[i]));
                grid.AddColumn(i == 0 ? column : column.RightAligned());
            }

            foreach (string[] row in table.Rows)
                grid.AddRow([.. row.Select(Markup.Escape)]);
            console.Write(grid);
            console.WriteLine(table.Note);
            console.WriteLine();
        }
    }
}
