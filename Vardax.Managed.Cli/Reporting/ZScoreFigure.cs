using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Vardax.Managed.Calibration;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>Posterior z-score against posterior contraction, a dot per problem (Schad, Betancourt and Vasishth 2021).</summary>
internal static class ZScoreFigure
{
    private const int MaxDots = 800;
    private static readonly MarkerType[] Markers =
        [MarkerType.Circle, MarkerType.Triangle, MarkerType.Square, MarkerType.Diamond];

    /// <summary>Builds the plot.</summary>
    public static PlotModel Draw(CalibrationReport data, Theme theme)
    {
        PlotModel model = Chart.Create($"{data.Method}: z-score against contraction", theme);
        QuantityCalibration[] shown = Shown(data);
        LinearAxis x = Axis(AxisPosition.Bottom, "posterior contraction", shown.SelectMany(q => q.Contractions), theme);
        LinearAxis y = Axis(AxisPosition.Left, "posterior z-score", shown.SelectMany(q => q.ZScores).Concat([-2, 2]), theme);
        model.Axes.Add(x);
        model.Axes.Add(y);
        for (int q = 0; q < shown.Length; q++)
        {
            OxyColor color = Chart.MethodColor(q, theme);
            LineSeries dots = Chart.Markers(shown[q].Name, color, Markers[q % Markers.Length], 3, Dots(shown[q], shown.Length));
            (dots.MarkerFill, dots.MarkerStrokeThickness) = (OxyColor.FromAColor(0xC8, color), 0);
            model.Series.Add(dots);
        }

        return model;
    }

    /// <summary>What is shown, in a sentence.</summary>
    public static string Alt(CalibrationReport data) =>
        "Scatter chart of posterior z-score against posterior contraction; medians of the z-score's magnitude and of the "
        + "contraction: " + string.Join(", ", Shown(data).Select(q =>
            $"{q.Name} {Chart.Number(Median(q.ZScores.Select(Math.Abs)))} and {Chart.Number(Median(q.Contractions))}")) + ".";

    /// <summary>What is shown and how to read it.</summary>
    public static string Caption(CalibrationReport data) =>
        "One dot per problem and quantity"
        + (Shown(data).Any(q => Stride(q, Shown(data).Length) > 1) ? " (evenly thinned)" : "")
        + ". Across: one less the ratio of posterior to prior variance, so 1 where the observations settle the quantity and 0 "
        + "where they say nothing. Up: posterior mean less truth, in posterior standard deviations. Dots near zero height at the "
        + "right are accurate and sure; high or low at the right, overconfident; at the left, uninformed. About 95 % should lie "
        + "within two. The axes fit the data: mind their numbers; one marked as clipped leaves out dots far away.";

    /// <summary>Whether there is anything to draw.</summary>
    public static bool Applies(CalibrationReport data) => Shown(data).Length > 0;

    private static QuantityCalibration[] Shown(CalibrationReport data) =>
        [.. data.Quantities.Where(q => q.ZScores.Length > 0 && q.Contractions.Length > 0)];

    private static LinearAxis Axis(AxisPosition position, string title, IEnumerable<double> values, Theme theme)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        ValueRange bulk = ValueRange.Of(sorted[(sorted.Length / 50)..^(sorted.Length / 50)]);
        return Chart.Fitted(position, title, bulk, ValueRange.Of(sorted), 1, theme);
    }

    private static int Stride(QuantityCalibration quantity, int quantities) =>
        1 + (quantity.ZScores.Length - 1) * quantities / MaxDots;

    private static IEnumerable<(double X, double Y)> Dots(QuantityCalibration quantity, int quantities)
    {
        int stride = Stride(quantity, quantities);
        return quantity.Contractions.Zip(quantity.ZScores).Where((_, i) => i % stride == 0);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
