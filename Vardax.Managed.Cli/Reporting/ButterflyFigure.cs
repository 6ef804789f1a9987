using OxyPlot;
using OxyPlot.Axes;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>The trajectory in phase space: last component against the first (against time if there is only one).</summary>
internal static class ButterflyFigure
{
    /// <summary>Builds the plot.</summary>
    public static PlotModel Draw(FigureData data, Theme theme)
    {
        (string horizontal, string vertical) = Names(data);
        PlotModel model = Chart.Create($"Phase space: {vertical} against {horizontal}", theme);
        bool planar = data.Components.Count > 1;
        float[] truthX = planar ? data.Truth[0] : data.Times;
        float[] estimateX = planar ? data.Estimate[0] : data.Times;
        LinearAxis x = Chart.Fitted(AxisPosition.Bottom, horizontal, truthX, estimateX, theme);
        LinearAxis y = Chart.Fitted(AxisPosition.Left, vertical, data.Truth[^1], data.Estimate[^1], theme);
        model.Axes.Add(x);
        model.Axes.Add(y);

        var truth = Points(truthX, data.Truth[^1], x, y);
        var estimate = Points(estimateX, data.Estimate[^1], x, y);
        model.Series.Add(Chart.Line("truth", theme.Truth, LineStyle.Solid, 1.4, truth));
        model.Series.Add(Chart.Line("analysis and forecast", theme.Estimate, LineStyle.Dash, 2, estimate));
        model.Series.Add(Chart.Markers(
            "forecast start", theme.Baseline, MarkerType.Triangle, 7, estimate.Take(data.WindowStates).TakeLast(1)));
        model.Series.Add(Chart.Markers("truth start", theme.Truth, MarkerType.Circle, 6.5, truth.Take(1)));
        model.Series.Add(Chart.Markers("analysis start", theme.Estimate, MarkerType.Diamond, 4, estimate.Take(1)));
        return model;
    }

    /// <summary>What is shown, in a sentence.</summary>
    public static string Alt(FigureData data)
    {
        (string horizontal, string vertical) = Names(data);
        return $"Curves of {vertical} against {horizontal} over the full trajectory: truth, and analysis with forecast; "
            + "their starts are marked.";
    }

    /// <summary>What is shown and how to read it.</summary>
    public static string Caption(FigureData data)
    {
        (string horizontal, string vertical) = Names(data);
        return $"The full trajectory projected onto the plane of {horizontal} and {vertical}: truth solid, analysis and forecast "
            + "dashed. The circle and the diamond mark where truth and analysis start, the triangle where the free forecast "
            + "starts. Where the curves coincide the estimate follows the truth. The axes fit the data: mind their numbers, "
            + "since a run that stays close to one point fills the frame as a run over the whole attractor does.";
    }

    private static (string Horizontal, string Vertical) Names(FigureData data) =>
        (data.Components.Count > 1 ? data.Components[0] : "model time", data.Components[^1]);

    private static (double X, double Y)[] Points(float[] xs, float[] ys, LinearAxis xAxis, LinearAxis yAxis)
    {
        ValueRange x = new(xAxis.Minimum, xAxis.Maximum);
        ValueRange y = new(yAxis.Minimum, yAxis.Maximum);
        return [.. xs.Zip(ys, (a, b) => (x.Near(a), y.Near(b)))];
    }
}
