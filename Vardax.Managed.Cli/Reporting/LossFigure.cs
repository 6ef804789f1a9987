using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>The training loss against the step, on the scale that fits its values.</summary>
internal static class LossFigure
{
    private const double LogSpan = 100;
    private const double DwarfingSpan = 5;

    /// <summary>Builds the plot.</summary>
    public static PlotModel Draw(FigureData data, Theme theme)
    {
        double[] sorted = [.. data.Losses.Where(double.IsFinite).Order()];
        PlotModel model = Chart.Create(sorted.Length > 0 ? "Training loss" : "Training loss (no finite value)", theme);
        ValueRange steps = new(0, Math.Max(1, data.Losses.Length - 1));
        model.Axes.Add(Chart.Linear(AxisPosition.Bottom, "training step", steps, theme));
        Axis axis = LossAxis(sorted, theme);
        model.Axes.Add(axis);
        ValueRange view = new(axis.Minimum, axis.Maximum);
        LineSeries line = Chart.Line(
            null, theme.Estimate, LineStyle.Solid, 1.6, data.Losses.Select((loss, step) => ((double)step, view.Near(loss))));
        line.Decimator = data.Losses.Length > 2 * Svg.Width ? Decimator.Decimate : null;
        model.Series.Add(line);
        return model;
    }

    /// <summary>What is shown, in a sentence.</summary>
    public static string Alt(FigureData data) => data.Losses.Length > 0
        ? $"Line chart of the training loss over {data.Losses.Length} steps, from {Chart.Number(data.Losses[0])} to "
            + $"{Chart.Number(data.Losses[^1])} nats."
        : "Empty chart: this run has no training steps.";

    /// <summary>What is shown and how to read it.</summary>
    public static string Caption(FigureData data)
    {
        int lost = data.Losses.Count(loss => !double.IsFinite(loss));
        return "Mean negative log density per problem, in nats, before each training step: lower is better, and it may be "
            + "negative. Noise from step to step is normal; training has converged where the trend is flat."
            + (lost > 0 ? $" The loss was not finite at {lost} of {data.Losses.Length} steps, which leave gaps." : "");
    }

    private static Axis LossAxis(double[] sorted, Theme theme)
    {
        if (sorted.Length > 0 && sorted[0] > 0 && sorted[^1] / sorted[0] > LogSpan)
            return Chart.Styled(new DecadeAxis(sorted), AxisPosition.Left, "loss in nats (log scale)", theme);

        ValueRange all = sorted.Length > 0 ? new(sorted[0], sorted[^1]) : new(0, 1);
        ValueRange bulk = sorted.Length > 0 ? new(Quantile(sorted, 0.01), Quantile(sorted, 0.75)) : all;
        ValueRange view = (all.Span > DwarfingSpan * bulk.Span ? all.Within(bulk.Padded(1.5)) : all).Padded();
        string title = (view.Min > all.Min, view.Max < all.Max) switch
        {
            (false, false) => "loss in nats",
            (false, true) => $"loss in nats (clipped: up to {Chart.Number(all.Max)})",
            (true, false) => $"loss in nats (clipped: down to {Chart.Number(all.Min)})",
            _ => $"loss in nats (clipped: {Chart.Number(all.Min)} to {Chart.Number(all.Max)})",
        };
        return Chart.Linear(AxisPosition.Left, title, view, theme);
    }

    private static double Quantile(double[] sorted, double level) => sorted[(int)(level * (sorted.Length - 1))];
}
