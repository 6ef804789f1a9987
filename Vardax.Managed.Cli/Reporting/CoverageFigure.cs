using OxyPlot;
using OxyPlot.Axes;
using Vardax.Managed.Calibration;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>Observed coverage of central credible intervals against their nominal credibility.</summary>
internal static class CoverageFigure
{
    private static readonly ValueRange Shares = new(0, 1);

    /// <summary>Builds the plot.</summary>
    public static PlotModel Draw(CalibrationReport data, Theme theme)
    {
        PlotModel model = Chart.Create("Coverage of credible intervals", theme);
        model.Axes.Add(Chart.Linear(AxisPosition.Bottom, "nominal credibility", Shares.Padded(0.02), theme));
        model.Axes.Add(Chart.Linear(AxisPosition.Left, "observed coverage", Shares.Padded(0.02), theme));
        model.Series.Add(Chart.Line("calibrated", theme.Text, LineStyle.Dash, 1.4, [(0, 0), (1, 1)]));
        for (int c = 0; c < data.Coverage.Count; c++)
        {
            CoverageCurve curve = data.Coverage[c];
            OxyColor color = Chart.MethodColor(c, theme);
            for (int i = 0; i < curve.Levels.Length; i++)
            {
                double level = curve.Levels[i];
                model.Series.Add(Chart.Line(
                    null, color, LineStyle.Solid, 2.2, [(level, curve.Observed[i].Lower), (level, curve.Observed[i].Upper)]));
            }

            var line = Chart.MethodLine(
                curve.Name, c, theme, curve.Levels.Zip(curve.Observed, (level, observed) => (level, observed.Value)));
            (line.MarkerType, line.MarkerSize, line.MarkerFill) = (MarkerType.Circle, 3.5, color);
            model.Series.Add(line);
        }

        return model;
    }

    /// <summary>What is shown, in a sentence.</summary>
    public static string Alt(CalibrationReport data) =>
        "Line chart of observed coverage against nominal credibility beside the diagonal; farthest from it: "
        + string.Join(", ", data.Coverage.Select(Farthest)) + ".";

    /// <summary>What is shown and how to read it.</summary>
    public static string Caption(CalibrationReport data) =>
        "Share of the true values inside the central credible interval, against the interval's nominal credibility; the bars are "
        + "95 % intervals. On the dashed diagonal the posterior is calibrated; below it, it is too narrow (overconfident), above "
        + "it too wide.";

    private static string Farthest(CoverageCurve curve)
    {
        (double level, double observed) = curve.Levels.Zip(curve.Observed, (level, observed) => (level, observed.Value))
            .MaxBy(p => Math.Abs(p.Value - p.level));
        return $"{curve.Name} {Chart.Number(observed)} at {Chart.Number(level)}";
    }
}
