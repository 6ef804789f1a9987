using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Vardax.Managed.Calibration;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>Rank histograms: one panel per quantity, with the expected count and its pointwise band.</summary>
internal static class RankHistogramFigure
{
    private const double Room = 2;

    /// <summary>Builds the plot.</summary>
    public static PlotModel Draw(CalibrationReport data, Theme theme)
    {
        IReadOnlyList<QuantityCalibration> shown = data.Quantities;
        PlotModel model = Chart.Create($"{data.Method}: rank histograms", theme);
        PanelGrid grid = new(model, shown.Count, "fractional rank", () => VerticalAxis(shown, theme), theme);
        for (int panel = 0; panel < shown.Count; panel++)
        {
            (string name, RankHistogram ranks) = (shown[panel].Name, shown[panel].Histogram);
            grid.Fill(
                panel,
                name,
                Bars(ranks, theme),
                Band(ranks, theme),
                Chart.Line(null, theme.Text, LineStyle.Dash, 1.4, [(0, ranks.Expected), (1, ranks.Expected)]));
        }

        model.Series.Add(Chart.Line("expected", theme.Text, LineStyle.Dash, 1.4, []));
        model.Series.Add(Chart.Swatch("pointwise 95 % band", theme.Window));
        model.Series.Add(Chart.Swatch("bin outside it", theme.Observation));
        return model;
    }

    /// <summary>What is shown, in a sentence.</summary>
    public static string Alt(CalibrationReport data) =>
        "Histograms of the truth's rank with the expected count and its 95 % band; bins outside the band: "
        + string.Join(", ", data.Quantities.Select(
            q => $"{q.Name} {q.Histogram.Counts.Count(count => IsOutside(q.Histogram, count))} of {q.Histogram.Counts.Length}"))
        + ".";

    /// <summary>What is shown and how to read it.</summary>
    public static string Caption(CalibrationReport data) =>
        $"Rank of the truth among posterior samples over {Chart.Count(data.Problems - data.Unusable)} simulated problems, one panel "
        + "per quantity. Exact posteriors give flat histograms: each bin lies in the grey band about the dashed line 95 % of the "
        + "time, so about one bin in twenty is red by chance alone. A U shape means intervals too narrow, a hump too wide, a "
        + "slope a bias. Where the axis is marked as clipped, bars far above their bands leave the frame.";

    /// <summary>Number of panels.</summary>
    public static int Panels(CalibrationReport data) => data.Quantities.Count;

    private static bool IsOutside(RankHistogram ranks, int count) => count < ranks.Band.Lower || count > ranks.Band.Upper;

    private static LinearAxis VerticalAxis(IReadOnlyList<QuantityCalibration> shown, Theme theme)
    {
        double core = shown.Max(q => q.Histogram.Band.Upper);
        double highest = shown.Max(q => q.Histogram.Counts.Max());
        LinearAxis axis = Chart.Fitted(
            AxisPosition.Left, "problems per bin", new(0, core), new(0, Math.Max(core, highest)), Room, theme);
        axis.Minimum = -0.01 * axis.Maximum;
        return axis;
    }

    private static RectangleBarSeries Bars(RankHistogram ranks, Theme theme)
    {
        RectangleBarSeries bars = new() { RenderInLegend = false, StrokeColor = theme.Background, StrokeThickness = 1 };
        double width = 1.0 / ranks.Counts.Length;
        for (int bin = 0; bin < ranks.Counts.Length; bin++)
        {
            OxyColor color = IsOutside(ranks, ranks.Counts[bin]) ? theme.Observation : theme.Estimate;
            bars.Items.Add(new RectangleBarItem(bin * width, 0, (bin + 1) * width, ranks.Counts[bin]) { Color = color });
        }

        return bars;
    }

    private static RectangleBarSeries Band(RankHistogram ranks, Theme theme)
    {
        RectangleBarSeries band = new() { RenderInLegend = false, FillColor = theme.Window, StrokeThickness = 0 };
        band.Items.Add(new RectangleBarItem(0, ranks.Band.Lower, 1, ranks.Band.Upper));
        return band;
    }
}
