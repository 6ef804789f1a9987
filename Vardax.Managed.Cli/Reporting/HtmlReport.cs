using System.Net;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>Writes a run as one self-contained HTML page: no script, nothing loaded from elsewhere.</summary>
internal static class HtmlReport
{
    /// <summary>The page as text.</summary>
    public static string Render(ReportData report) =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Escape(report.Title)}</title>
        <style>
        {PageStyle.Css}
        </style>
        </head>
        <body>
        <header>
        <h1>{Escape(report.Title)}</h1>
        <p class="summary">{Escape(report.Summary)}</p>
        </header>
        <main>
        <section>
        <h2>Results</h2>
        {Each(report.Tables, Table)}
        </section>
        <section>
        <h2>Figures</h2>
        {Each(report.Figures, Figure)}
        </section>
        <section>
        <h2>Settings</h2>
        <dl>
        {Each(report.Settings, setting => $"<dt>{Escape(setting.Name)}</dt><dd>{Escape(setting.Value)}</dd>")}
        </dl>
        </section>
        <section>
        <h2>Reproduce</h2>
        <pre><code>{Escape(report.Command)}</code></pre>
        </section>
        </main>
        <footer>Vardax.Managed {Escape(report.Version)}</footer>
        </body>
        </html>

        """.ReplaceLineEndings("\n");

    private static string Table(ReportTable table) =>
        $"""
        <div class="scroll" role="region" aria-label="{Escape(table.Caption)}" tabindex="0">
        <table>
        <caption><span>{Escape(table.Caption)}</span></caption>
        <thead><tr>{string.Concat(table.Columns.Select((column, i) => $"<th scope=\"col\"{Words(table, i)}>{Escape(column)}</th>"))}</tr></thead>
        <tbody>
        {Each(table.Rows, row => Row(table, row))}
        </tbody>
        </table>
        </div>
        {Note(table.Notes)}
        """;

    private static string Note(string[] items) => items.Length > 1
        ? $"<ul class=\"note\">{Each(items, item => $"<li>{Escape(item)}</li>")}</ul>"
        : $"<p class=\"note\">{Escape(string.Concat(items))}</p>";

    private static string Words(ReportTable table, int column) => table.HasWords(column) ? " class=\"words\"" : "";

    private static string Row(ReportTable table, string[] cells) =>
        $"<tr><th scope=\"row\">{Escape(cells[0])}</th>"
        + string.Concat(cells.Skip(1).Select((cell, i) => $"<td{Words(table, i + 1)}>{Escape(cell)}</td>")) + "</tr>";

    private static string Figure(Figure figure) =>
        $"""
        <figure id="{figure.Stem}">
        <div class="light">
        {figure.Render(Theme.Light)}</div>
        <div class="dark">
        {figure.Render(Theme.Dark)}</div>
        <figcaption><strong>{Escape(figure.Title)}.</strong> {Escape(figure.Caption)}</figcaption>
        </figure>
        """;

    private static string Each<T>(IEnumerable<T> items, Func<T, string> render) => string.Join('\n', items.Select(render));

    private static string Escape(string text) => WebUtility.HtmlEncode(Printable.Line(text));
}
