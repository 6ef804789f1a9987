using System.Globalization;
using System.Net;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>Turns a plot into a scalable SVG element that stands alone as a file and inside an HTML page.</summary>
internal static class Svg
{
    /// <summary>Width of every figure in SVG units: narrow enough that its text stays legible on a phone.</summary>
    public const int Width = 560;

    /// <summary>Exports the plot; <paramref name="id"/> makes its element ids unique within a page.</summary>
    public static string Export(PlotModel model, int height, string id, string label)
    {
        foreach (TextAnnotation annotation in model.Annotations.OfType<TextAnnotation>())
            annotation.Text = Printable.Line(annotation.Text);
        foreach (Series series in model.Series)
            series.Title = Printable.Line(series.Title);
        foreach (Axis axis in model.Axes)
            axis.Title = Printable.Line(axis.Title);
        model.Title = Printable.Line(model.Title);
        string svg = SvgExporter.ExportToString(
            model, Width, height, isDocument: false, new TextMeasurer(Width, height), useVerticalTextAlignmentWorkaround: true);
        if (model.GetLastPlotException() is { } failure)
            throw new InvalidOperationException($"Figure {id} could not be drawn: {failure.Message}", failure);

        string body = svg[(svg.IndexOf('>', svg.IndexOf("<svg", StringComparison.Ordinal)) + 1)..]
            .ReplaceLineEndings("\n")
            .Replace("id=\"clipPath", $"id=\"{id}-clip", StringComparison.Ordinal)
            .Replace("url(#clipPath", $"url(#{id}-clip", StringComparison.Ordinal);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" viewBox="0 0 {Width} {height}"
              role="img" aria-label="{WebUtility.HtmlEncode(Printable.Line(label))}">{body}
            """) + "\n";
    }
}
