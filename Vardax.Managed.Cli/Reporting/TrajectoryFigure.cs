using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>One panel per component against a shared time axis: truth, observations, estimate and its predictive band.</summary>
internal static class TrajectoryFigure
{
    /// <summary>Builds the plot.</summary>
    public static PlotModel Draw(FigureData data, Theme theme)
    {
        PlotModel model = Chart.Create(
            $"{data.Model}: analysis and forecast, rmse_total = {Chart.Number(data.RmseTotal)}", theme);
        model.Axes.Add(Chart.Time(data.Times, theme));
        for (int component = 0; component < data.Components.Count; component++)
            AddPanel(model, data, component, theme);
        model.Series.Add(Chart.Swatch("95 % band", theme.Band));
        model.Series.Add(Chart.Swatch("assimilation window", theme.Window));
        return model;
    }

    /// <summary>What is shown, in a sentence.</summary>
    public static string Alt(FigureData data) =>
        $"Line charts of {string.Join(", ", data.Components)} against model time: truth, observations, analysis and forecast "
        + $"with a 95 % band; RMSE over the full trajectory {Chart.Number(data.RmseTotal)}.";

    /// <summary>What is shown and how to read it.</summary>
    public static string Caption(FigureData data) =>
        $"One panel per component ({string.Join(", ", data.Components)}), all on the same time axis. The shaded part is the "
        + "assimilation window, where the observations (red crosses) lie. The solid line is the simulated truth; the dashed "
        + "line is the analysis inside the window and, after it, the free forecast from the last analysed state. The pale "
        + "band is the central 95 % of the predictive distribution: where the uncertainty is well judged, the truth stays "
        + "inside it about 95 % of the time. Each panel is scaled to its own data; one marked "
        + "as clipped leaves out values far from the truth.";

    private static void AddPanel(PlotModel model, FigureData data, int component, Theme theme)
    {
        float[] truth = data.Truth[component];
        float[] estimate = data.Estimate[component];
        (float Time, float Value)[] observations = data.Observations[component];
        string key = data.Components[component];
        LinearAxis axis = Chart.Fitted(
            AxisPosition.Left,
            key,
            [.. truth, .. observations.Select(o => o.Value)],
            [.. estimate, .. data.BandLower[component], .. data.BandUpper[component]],
            theme);
        model.Axes.Add(Chart.Stacked(axis, key, component, data.Components.Count));
        ValueRange view = new(axis.Minimum, axis.Maximum);
        model.Annotations.Add(Chart.Window(data.Times, data.WindowStates, theme, key));

        bool first = component == 0;
        string? observed = Array.FindIndex(data.Observations, o => o.Length > 0) == component ? "observations" : null;
        Add(model, key, Band(data, component, view, theme));
        Add(model, key, Chart.Line(
            first ? "truth" : null, theme.Truth, LineStyle.Solid, 1.6, Chart.Points(data.Times, truth, view)));
        Add(model, key, Chart.Line(
            first ? "analysis and forecast" : null, theme.Estimate, LineStyle.Dash, 2.2,
            Chart.Points(data.Times, estimate, view)));
        Add(model, key, Chart.Markers(
            observed, theme.Observation, MarkerType.Cross, 4, observations.Select(o => ((double)o.Time, (double)o.Value))));
    }

    private static void Add(PlotModel model, string yAxisKey, LineSeries series)
    {
        series.YAxisKey = yAxisKey;
        model.Series.Add(series);
    }

    private static AreaSeries Band(FigureData data, int component, ValueRange view, Theme theme)
    {
        AreaSeries band = new() { RenderInLegend = false, LineStyle = LineStyle.None, StrokeThickness = 0, Fill = theme.Band };
        for (int i = 0; i < data.Times.Length; i++)
        {
            (double low, double high) = (view.Near(data.BandLower[component][i]), view.Near(data.BandUpper[component][i]));
            bool drawn = !double.IsNaN(low + high);
            band.Points.Add(new DataPoint(data.Times[i], drawn ? low : double.NaN));
            band.Points2.Add(new DataPoint(data.Times[i], drawn ? high : double.NaN));
        }

        return band;
    }
}
