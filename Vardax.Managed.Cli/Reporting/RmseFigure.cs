using OxyPlot;
using OxyPlot.Axes;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>RMSE over the components against time, on a logarithmic scale.</summary>
internal static class RmseFigure
{
    /// <summary>Builds the plot.</summary>
    public static PlotModel Draw(FigureData data, Theme theme)
    {
        PlotModel model = Chart.Create("RMSE of analysis and forecast", theme);
        model.Axes.Add(Chart.Time(data.Times, theme));
        model.Axes.Add(Chart.Styled(
            new DecadeAxis(data.RmseTrace.Concat(data.ClimatologyRmseTrace).Select(v => (double)v)),
            AxisPosition.Left,
            "RMSE (log scale)",
            theme));
        model.Annotations.Add(Chart.Window(data.Times, data.WindowStates, theme));
        model.Series.Add(Chart.Line(
            "climatology", theme.Baseline, LineStyle.Dash, 2, DecadeAxis.Points(data.Times, data.ClimatologyRmseTrace)));
        model.Series.Add(Chart.Line(
            "analysis and forecast", theme.Estimate, LineStyle.Solid, 2, DecadeAxis.Points(data.Times, data.RmseTrace)));
        model.Series.Add(Chart.Swatch("assimilation window", theme.Window));
        return model;
    }

    /// <summary>What is shown, in a sentence.</summary>
    public static string Alt(FigureData data) =>
        "Line chart of RMSE against model time on a logarithmic scale: climatology, and analysis and forecast from "
        + $"{Chart.Number(data.RmseTrace.FirstOrDefault())} at the start to "
        + $"{Chart.Number(data.RmseTrace.LastOrDefault())} at the end.";

    /// <summary>What is shown and how to read it.</summary>
    public static string Caption(FigureData data) =>
        "Root mean square error over the components at each time, on a logarithmic scale: lower is better. The dashed line is "
        + "climatology, the prior's mean, which uses no observation; where the solid line is below it, the observations still "
        + "help. After the shaded window no observation is used: in a chaotic regime the error then grows about "
        + "exponentially (a straight line here) until it saturates. An error of exactly zero leaves a gap.";
}
