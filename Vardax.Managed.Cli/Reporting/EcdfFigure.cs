using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Vardax.Managed.Calibration;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>ECDF difference plots: one panel per quantity, with the simultaneous band of uniform ranks.</summary>
internal static class EcdfFigure
{
    private const double Room = 1;

    /// <summary>Builds the plot.</summary>
    public static PlotModel Draw(CalibrationReport data, Theme theme)
    {
        IReadOnlyList<QuantityCalibration> shown = data.Quantities;
        PlotModel model = Chart.Create($"{data.Method}: ranks' ECDF less uniform", theme);
        PanelGrid grid = new(model, shown.Count, "fractional rank", () => VerticalAxis(shown, theme), theme);
        Axis axis = VerticalAxis(shown, theme);
        ValueRange view = new(axis.Minimum, axis.Maximum);
        for (int panel = 0; panel < shown.Count; panel++)
        {
            (string name, EcdfCurve ecdf) = (shown[panel].Name, shown[panel].Ecdf);
            OxyColor color = ecdf.IsOutside ? theme.Observation : theme.Estimate;
            LineSeries line = Chart.Line(null, color, LineStyle.Solid, 1.8, Steps(ecdf.Points, ecdf.Difference, view));
            line.MinimumSegmentLength = 0;
            grid.Fill(panel, ecdf.IsOutside ? $"{name} (outside)" : name, Band(ecdf, view, theme), line);
        }

        model.Series.Add(Swatch("inside the band", theme.Estimate));
        model.Series.Add(Swatch("outside", theme.Observation));
        model.Series.Add(Chart.Swatch("simultaneous 95 % band", theme.Band));
        return model;
    }

    /// <summary>What is shown, in a sentence.</summary>
    public static string Alt(CalibrationReport data)
    {
        string[] outside = [.. data.Quantities.Where(q => q.Ecdf.IsOutside).Select(q => q.Name)];
        return $"Step charts of the ranks' distribution less the uniform one for {data.Quantities.Count} quantities; outside the "
            + $"simultaneous 95 % band: {(outside.Length > 0 ? string.Join(", ", outside) : "none")}.";
    }

    /// <summary>What is shown and how to read it.</summary>
    public static string Caption(CalibrationReport data) =>
        $"Rank of the truth among posterior samples over {Chart.Count(data.Problems - data.Unusable)} simulated problems, one panel "
        + "per quantity: the empirical distribution function of the fractional ranks less that of uniform ranks, which exact "
        + "posteriors give. "
        + "The shaded bands hold the curves of all quantities together 95 % of the time; a curve that leaves its band is drawn "
        + "red. A hump left and a "
        + "dip right mean intervals too narrow, the reverse too wide; a hump or a dip throughout means a bias. Where the "
        + "axis is marked as clipped, curves far outside their bands leave the frame.";

    /// <summary>Number of panels.</summary>
    public static int Panels(CalibrationReport data) => data.Quantities.Count;

    private static LineSeries Swatch(string title, OxyColor color) => Chart.Line(title, color, LineStyle.Solid, 2.4, []);

    private static LinearAxis VerticalAxis(IReadOnlyList<QuantityCalibration> shown, Theme theme)
    {
        IEnumerable<double> bands = shown.SelectMany(q => q.Ecdf.Lower.Concat(q.Ecdf.Upper));
        ValueRange all = ValueRange.Of(bands.Concat(shown.SelectMany(q => q.Ecdf.Difference)));
        return Chart.Fitted(AxisPosition.Left, "ECDF difference", ValueRange.Of(bands), all, Room, theme);
    }

    private static AreaSeries Band(EcdfCurve ecdf, ValueRange view, Theme theme)
    {
        AreaSeries band = new() { RenderInLegend = false, LineStyle = LineStyle.None, StrokeThickness = 0, Fill = theme.Band };
        band.Points.AddRange(Steps(ecdf.Points, ecdf.Lower, view).Select(p => new DataPoint(p.X, p.Y)));
        band.Points2.AddRange(Steps(ecdf.Points, ecdf.Upper, view).Select(p => new DataPoint(p.X, p.Y)));
        return band;
    }

    /// <summary>Each value holds up to the next point.</summary>
    private static IEnumerable<(double X, double Y)> Steps(double[] points, double[] values, ValueRange view)
    {
        for (int i = 0; i < points.Length; i++)
        {
            yield return (points[i], view.Near(values[i]));
            if (i + 1 < points.Length) yield return (points[i + 1], view.Near(values[i]));
        }
    }
}
