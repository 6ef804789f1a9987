using OxyPlot;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>
/// Sizes text by the Helvetica metrics built into OxyPlot, the same on every machine. Its PDF context answers in points: the
/// width is scaled to SVG units; the height is left, being close to the cap height by which text is centred on a baseline.
/// </summary>
internal sealed class TextMeasurer(double width, double height) : PdfRenderContext(width, height, OxyColors.White)
{
    private const double UnitsPerPoint = 96.0 / 72;

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
    {
        OxySize points = base.MeasureText(text, fontFamily, fontSize, fontWeight);
        return new OxySize(points.Width * UnitsPerPoint, points.Height);
    }
}
