namespace Vardax.Managed.Cli.Reporting;

/// <summary>A captioned table of text cells, shown alike on the console and in the report.</summary>
/// <param name="Caption">What the table shows.</param>
/// <param name="Columns">Column headings; the first column holds row names, the others are right-aligned numbers.</param>
/// <param name="Rows">Cells, one array per row, as long as <paramref name="Columns"/>.</param>
/// <param name="Note">How to read it, with its conditions.</param>
internal sealed record ReportTable(string Caption, string[] Columns, IReadOnlyList<string[]> Rows, string Note);
