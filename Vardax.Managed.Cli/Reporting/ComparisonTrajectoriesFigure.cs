using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>One panel per component against a shared time axis: truth, observations and every method's estimate.</summary>
internal static class ComparisonTrajectoriesFigure
{
    private const double Room = 0.4;

    /// <summary>Builds the plot.</summary>
    public static PlotModel Draw(ComparisonFigureData data, Theme theme)
    {
        PlotModel model = Chart.Create($"{data.Model}: analyses and forecasts", theme);
        model.Axes.Add(Chart.Time(data.Times, theme));
        for (int component = 0; component < data.Components.Count; component++)
            AddPanel(model, data, component, theme);
        model.Series.Add(Chart.Swatch("assimilation window", theme.Window));
        return model;
    }

    /// <summary>What is shown, in a sentence.</summary>
    public static string Alt(ComparisonFigureData data) =>
        $"Line charts of {string.Join(", ", data.Components)} against model time: truth, observations, and analysis with "
        + "forecast of each method; RMSE over the full trajectory: "
        + string.Join(", ", data.Methods.Where(IsShown).Select(m => $"{m.Name} {Chart.Number(m.RmseTotal)}")) + ".";

    /// <summary>What is shown and how to read it.</summary>
    public static string Caption(ComparisonFigureData data) =>
        $"One panel per component ({string.Join(", ", data.Components)}), all on the same time axis. The shaded part is the "
        + "assimilation window, where the observations (red crosses) lie. The thick line is the simulated truth; each other line "
        + "is one method's analysis inside the window and, after it, its free forecast from the last analysed state. Each panel "
        + "is scaled to the truth and the observations; one marked as clipped leaves out estimates far from them."
        + Chart.LeftOut("having no finite estimate", data.Methods.Where(m => !IsShown(m)).Select(m => m.Name));

    private static bool IsShown(ComparedMethod method) => method.Estimate.Any(values => values.Any(float.IsFinite));

    private static void AddPanel(PlotModel model, ComparisonFigureData data, int component, Theme theme)
    {
        float[] truth = data.Truth[component];
        (float Time, float Value)[] observations = data.Observations[component];
        string key = data.Components[component];
        float[] known = [.. truth, .. observations.Select(o => o.Value)];
        LinearAxis axis = Chart.Fitted(
            AxisPosition.Left,
            key,
            ValueRange.Of(known),
            ValueRange.Of(data.Methods.SelectMany(m => m.Estimate[component]).Concat(known)),
            Room,
            theme);
        model.Axes.Add(Chart.Stacked(axis, key, component, data.Components.Count));
        ValueRange view = new(axis.Minimum, axis.Maximum);
        model.Annotations.Add(Chart.Window(data.Times, data.WindowStates, theme, key));

        bool first = component == 0;
        string? observed = Array.FindIndex(data.Observations, o => o.Length > 0) == component ? "observations" : null;
        Add(Chart.Line(first ? "truth" : null, theme.Truth, LineStyle.Solid, 2.6, Chart.Points(data.Times, truth, view)));
        for (int m = 0; m < data.Methods.Count; m++)
        {
            ComparedMethod method = data.Methods[m];
            if (IsShown(method))
            {
                Add(Chart.MethodLine(
                    first ? method.Name : null, m, theme, Chart.Points(data.Times, method.Estimate[component], view)));
            }
        }

        Add(Chart.Markers(
            observed, theme.Observation, MarkerType.Cross, 4, observations.Select(o => ((double)o.Time, (double)o.Value))));

        void Add(LineSeries series)
        {
            series.YAxisKey = key;
            model.Series.Add(series);
        }
    }
}
