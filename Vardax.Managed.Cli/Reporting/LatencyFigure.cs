using OxyPlot;
using OxyPlot.Axes;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>Accuracy against latency: each method's window RMSE against its time per window, both logarithmic.</summary>
internal static class LatencyFigure
{
    private const double FarOff = 1000;

    /// <summary>Builds the plot.</summary>
    public static PlotModel Draw(ComparisonFigureData data, Theme theme)
    {
        PlotModel model = Chart.Create("Accuracy against latency", theme);
        ComparedMethod[] shown = Shown(data);
        model.Axes.Add(Chart.Styled(
            new DecadeAxis(shown.Select(m => m.RuntimeMs)), AxisPosition.Bottom, "time per window in ms (log scale)", theme));
        model.Axes.Add(Chart.Styled(
            new DecadeAxis(shown.SelectMany(m => new[] { m.RmseAssim, Bar(m).Lower, Bar(m).Upper })),
            AxisPosition.Left,
            "window RMSE (log scale)",
            theme));
        for (int m = 0; m < data.Methods.Count; m++)
        {
            ComparedMethod method = data.Methods[m];
            if (!shown.Contains(method)) continue;
            OxyColor color = Chart.MethodColor(m, theme);
            (double x, (double lower, double upper)) = (method.RuntimeMs, Bar(method));
            model.Series.Add(Chart.Line(null, color, LineStyle.Solid, 2.2, [(x, lower), (x, upper)]));
            model.Series.Add(Chart.Markers(null, color, MarkerType.Circle, 5, [(x, method.RmseAssim)]));
        }

        model.Annotations.Add(new PointLabels(
            [.. shown.Select(m => new PointLabel(m.Name, m.RuntimeMs, m.RmseAssim, Bar(m).Lower, Bar(m).Upper))], theme));
        return model;
    }

    /// <summary>What is shown, in a sentence.</summary>
    public static string Alt(ComparisonFigureData data) =>
        "Scatter chart of window RMSE against time per window, both logarithmic: "
        + string.Join(", ", Shown(data).Select(
            m => $"{m.Name} {Chart.Number(m.RmseAssim)} in {Chart.Number(m.RuntimeMs)} ms")) + ".";

    /// <summary>What is shown and how to read it.</summary>
    public static string Caption(ComparisonFigureData data) =>
        "Root mean square error over the assimilation window against the time to analyse one window, both on logarithmic "
        + "scales: lower left is better (more accurate, and faster)."
        + (Shown(data).Any(m => m.RmseAssimInterval is not null) ? " The bars are 95 % intervals over the problems." : "")
        + Chart.LeftOut(
            "having no finite positive time and error, or an error over 1,000 times the median method's",
            data.Methods.Except(Shown(data)).Select(m => m.Name));

    private static ComparedMethod[] Shown(ComparisonFigureData data)
    {
        ComparedMethod[] finite =
            [.. data.Methods.Where(m => DecadeAxis.IsShown(m.RuntimeMs) && DecadeAxis.IsShown(m.RmseAssim))];
        double[] errors = [.. finite.Select(m => m.RmseAssim).Order()];
        return [.. finite.Where(m => m.RmseAssim <= FarOff * errors[(errors.Length - 1) / 2])];
    }

    /// <summary>The interval's bar; an end that a logarithmic axis cannot show is cut off at the point.</summary>
    private static (double Lower, double Upper) Bar(ComparedMethod method)
    {
        (double lower, double upper) = method.RmseAssimInterval ?? (method.RmseAssim, method.RmseAssim);
        return (DecadeAxis.IsShown(lower) ? lower : method.RmseAssim, DecadeAxis.IsShown(upper) ? upper : method.RmseAssim);
    }
}
