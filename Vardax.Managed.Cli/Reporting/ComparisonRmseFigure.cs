using OxyPlot;
using OxyPlot.Axes;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>RMSE over the components against time for every method, on a logarithmic scale.</summary>
internal static class ComparisonRmseFigure
{
    private const double Room = 30;

    /// <summary>Builds the plot.</summary>
    public static PlotModel Draw(ComparisonFigureData data, Theme theme)
    {
        PlotModel model = Chart.Create("RMSE of analyses and forecasts", theme);
        model.Axes.Add(Chart.Time(data.Times, theme));
        double[] all = [.. data.Methods.SelectMany(Values)];
        double[] near = [.. all.Where(Near(data))];
        model.Axes.Add(Chart.Styled(
            new DecadeAxis(near),
            AxisPosition.Left,
            near.Length == all.Length ? "RMSE (log scale)" : "RMSE (log scale, clipped)",
            theme));
        model.Annotations.Add(Chart.Window(data.Times, data.WindowStates, theme));
        for (int m = 0; m < data.Methods.Count; m++)
        {
            ComparedMethod method = data.Methods[m];
            if (Values(method).Any())
                model.Series.Add(Chart.MethodLine(method.Name, m, theme, DecadeAxis.Points(data.Times, method.RmseTrace)));
        }

        model.Series.Add(Chart.Swatch("assimilation window", theme.Window));
        return model;
    }

    /// <summary>What is shown, in a sentence.</summary>
    public static string Alt(ComparisonFigureData data) =>
        "Line chart of RMSE against model time on a logarithmic scale; from start to end: "
        + string.Join(", ", data.Methods.Where(m => Values(m).Any()).Select(
            m => $"{m.Name} {Chart.Number(m.RmseTrace[0])} to {Chart.Number(m.RmseTrace[^1])}")) + ".";

    /// <summary>What is shown and how to read it.</summary>
    public static string Caption(ComparisonFigureData data) =>
        "Root mean square error over the components at each time, on a logarithmic scale: lower is better. After the shaded "
        + "window no observation is used: in a chaotic regime the error then grows about exponentially (a straight line here) "
        + "until it saturates. An error of exactly zero leaves a gap; where the axis is marked as clipped, errors far from the "
        + "other methods' lie outside it."
        + Chart.LeftOut("having no finite positive error", data.Methods.Where(m => !Values(m).Any()).Select(m => m.Name));

    private static IEnumerable<double> Values(ComparedMethod method) =>
        method.RmseTrace.Select(error => (double)error).Where(DecadeAxis.IsShown);

    /// <summary>Whether an error is comparable with the median method's, so that no single method sets the scale.</summary>
    private static Func<double, bool> Near(ComparisonFigureData data)
    {
        double[][] shown = [.. data.Methods.Select(m => Values(m).ToArray()).Where(values => values.Length > 0)];
        double[] smallest = [.. shown.Select(values => values.Min()).Order()];
        double[] largest = [.. shown.Select(values => values.Max()).Order()];
        return error => error >= smallest[smallest.Length / 2] / Room && error <= Room * largest[(largest.Length - 1) / 2];
    }
}
