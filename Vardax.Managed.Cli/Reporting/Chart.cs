using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>The parts all figures share: plot, axes, lines, shaded window and legend, in one style.</summary>
internal static class Chart
{
    private const double FontSize = 15;
    private const double SwatchHeight = 11;
    private const double PanelGap = 0.04;
    private static readonly double[] Dashes = [3.5, 2];
    private static readonly LineStyle[] MethodStyles = [LineStyle.Solid, LineStyle.Dash, LineStyle.DashDot, LineStyle.Dot];

    /// <summary>An empty plot with its title and a legend above the plot area.</summary>
    public static PlotModel Create(string title, Theme theme)
    {
        PlotModel model = new()
        {
            Title = title,
            TitleFontSize = FontSize + 1,
            TitleHorizontalAlignment = TitleHorizontalAlignment.CenteredWithinView,
            TitlePadding = 2,
            Culture = CultureInfo.InvariantCulture,
            DefaultFont = "Helvetica, Arial, sans-serif",
            DefaultFontSize = FontSize,
            Background = theme.Background,
            TextColor = theme.Text,
            PlotAreaBorderThickness = new OxyThickness(0),
            Padding = new OxyThickness(6, 8, 16, 8),
        };
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.TopCenter,
            LegendOrientation = LegendOrientation.Horizontal,
            AllowUseFullExtent = true,
            LegendSymbolLength = 26,
            LegendItemSpacing = 18,
            LegendLineSpacing = 8,
            LegendMargin = 2,
        });
        return model;
    }

    /// <summary>Gives an axis its place, title and the common style.</summary>
    public static TAxis Styled<TAxis>(TAxis axis, AxisPosition position, string title, Theme theme)
        where TAxis : Axis
    {
        axis.Position = position;
        axis.Title = title;
        axis.LabelFormatter = FormatTick;
        axis.AxislineStyle = LineStyle.Solid;
        axis.AxislineColor = theme.Text;
        axis.TicklineColor = theme.Text;
        axis.MinorTickSize = axis.IsLogarithmic() ? 3 : 0;
        axis.TickStyle = TickStyle.Outside;
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = theme.Grid;
        axis.MajorGridlineThickness = 1;
        axis.EdgeRenderingMode = EdgeRenderingMode.PreferGeometricAccuracy;
        axis.AxisTitleDistance = position == AxisPosition.Left ? 13 : 8;
        return axis;
    }

    /// <summary>A linear axis over exactly the given range.</summary>
    public static LinearAxis Linear(AxisPosition position, string title, ValueRange range, Theme theme) =>
        Styled(new LinearAxis { Minimum = range.Min, Maximum = range.Max }, position, title, theme);

    /// <summary>
    /// A linear axis that fits the estimate beside the truth, but keeps the truth readable where the estimate is far off.
    /// </summary>
    public static LinearAxis Fitted(AxisPosition position, string name, float[] truth, float[] estimate, Theme theme) =>
        Fitted(position, name, ValueRange.Of(truth), ValueRange.Of(truth.Concat(estimate)), 4, theme);

    /// <summary>
    /// A linear axis over all values, but at most <paramref name="room"/> times the core's range beyond either end of the core.
    /// </summary>
    public static LinearAxis Fitted(
        AxisPosition position, string name, ValueRange core, ValueRange all, double room, Theme theme)
    {
        core = core.Padded();
        all = all.Padded();
        ValueRange view = all.Within(core.Widened(room * core.Span));
        return Linear(position, view == all ? name : $"{name} (clipped)", view, theme);
    }

    /// <summary>The shared time axis, from the first to the last state.</summary>
    public static LinearAxis Time(float[] times, Theme theme) =>
        Linear(AxisPosition.Bottom, "model time", ValueRange.Of(times).Padded(0), theme);

    /// <summary>Makes a vertical axis the one of a panel, in a column of <paramref name="count"/> panels from the top.</summary>
    public static LinearAxis Stacked(LinearAxis axis, string key, int index, int count)
    {
        axis.Key = key;
        axis.EndPosition = 1 - index * (1 + PanelGap) / (count + PanelGap * (count - 1));
        axis.StartPosition = axis.EndPosition - 1 / (count + PanelGap * (count - 1));
        axis.IntervalLength = 36;
        return axis;
    }

    /// <summary>A curve over time, with what is far outside the view brought near it.</summary>
    public static IEnumerable<(double X, double Y)> Points(float[] times, float[] values, ValueRange view) =>
        times.Zip(values, (time, value) => ((double)time, view.Near(value)));

    /// <summary>A line through the points; the line is broken at what is not finite.</summary>
    public static LineSeries Line(
        string? title, OxyColor color, LineStyle style, double thickness, IEnumerable<(double X, double Y)> points)
    {
        LineSeries line = new()
        {
            Title = title,
            RenderInLegend = title is not null,
            Color = color,
            LineStyle = style,
            Dashes = style == LineStyle.Dash ? Dashes : null,
            StrokeThickness = thickness,
            LineJoin = LineJoin.Round,
            MinimumSegmentLength = 1,
        };
        foreach ((double x, double y) in points)
            line.Points.Add(double.IsFinite(x) && double.IsFinite(y) ? new DataPoint(x, y) : DataPoint.Undefined);
        return line;
    }

    /// <summary>A line in the colour and line style of the method (or quantity) at a place in its list.</summary>
    public static LineSeries MethodLine(string? title, int index, Theme theme, IEnumerable<(double X, double Y)> points) =>
        Line(title, MethodColor(index, theme), MethodStyles[index % MethodStyles.Length], 1.8, points);

    /// <summary>The colour of the method (or quantity) at a place in its list.</summary>
    public static OxyColor MethodColor(int index, Theme theme) => theme.Methods[index % theme.Methods.Count];

    /// <summary>Markers without a line.</summary>
    public static LineSeries Markers(
        string? title, OxyColor color, MarkerType type, double size, IEnumerable<(double X, double Y)> points)
    {
        LineSeries markers = Line(title, color, LineStyle.None, 0, points);
        markers.MarkerType = type;
        markers.MarkerSize = size;
        markers.MarkerFill = color;
        markers.MarkerStroke = color;
        markers.MarkerStrokeThickness = 1.8;
        return markers;
    }

    /// <summary>A legend entry for an area.</summary>
    public static LineSeries Swatch(string title, OxyColor color) => Line(title, color, LineStyle.Solid, SwatchHeight, []);

    /// <summary>Shades the assimilation window behind the series of one vertical axis.</summary>
    public static RectangleAnnotation Window(float[] times, int windowStates, Theme theme, string? yAxisKey = null) => new()
    {
        MinimumX = times.FirstOrDefault(),
        MaximumX = times.Take(windowStates).LastOrDefault(),
        Fill = theme.Window,
        Layer = AnnotationLayer.BelowSeries,
        YAxisKey = yAxisKey,
    };

    /// <summary>A number for a label: plain where it is short, otherwise with an exponent.</summary>
    public static string FormatTick(double value)
    {
        double magnitude = Math.Abs(value);
        string format = magnitude is 0 or (>= 1e-4 and < 1e5) ? "0.######" : "0.###e0";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Names what a figure leaves out, as a sentence of its caption; empty if there is nothing to name.</summary>
    public static string LeftOut(string reason, IEnumerable<string> names)
    {
        string listed = string.Join(", ", names);
        return listed.Length > 0 ? $" Left out, {reason}: {listed}." : "";
    }

    /// <summary>A number for a sentence, with three significant digits.</summary>
    public static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>A count for a sentence, with thousands separated.</summary>
    public static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
