namespace Vardax.Managed.Cli.Reporting;

/// <summary>A captioned table of text cells, shown alike on the console and in the report.</summary>
/// <param name="Caption">What the table shows.</param>
/// <param name="Columns">Column headings; the first column holds row names, the others are right-aligned numbers.</param>
/// <param name="Rows">Cells, one array per row, as long as <paramref name="Columns"/>.</param>
/// <param name="Note">How to read it, with its conditions; each line is an item of its own.</param>
internal sealed record ReportTable(string Caption, string[] Columns, IReadOnlyList<string[]> Rows, string Note)
{
    /// <summary>Whether the last column holds words: left-aligned, and on several lines if there is no room for one.</summary>
    public bool EndsInWords { get; init; }

    /// <summary>The items of the note.</summary>
    public string[] Notes => Note.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether a column holds words.</summary>
    public bool HasWords(int column) => EndsInWords && column == Columns.Length - 1;
}
