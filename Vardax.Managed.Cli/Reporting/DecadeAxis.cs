using System.Globalization;
using OxyPlot.Axes;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>Logarithmic axis with labels at powers of ten, and at 1-2-5 steps where the range is short.</summary>
internal sealed class DecadeAxis : LogarithmicAxis
{
    private const double Rounding = 1 + 1e-9;

    /// <summary>Spans the positive finite values, at least a factor of five so that two labels or more fit.</summary>
    public DecadeAxis(IEnumerable<double> values)
    {
        double[] shown = [.. values.Where(IsShown)];
        (double min, double max) = shown.Length > 0 ? (shown.Min(), shown.Max()) : (0.1, 1);
        double margin = Math.Max(1.15, Math.Sqrt(5 * min / max));
        (Minimum, Maximum) = (min / margin, max * margin);
    }

    /// <summary>Whether a logarithmic axis can show the value: positive, finite and with room for a margin.</summary>
    public static bool IsShown(double value) => value is > 1e-300 and < 1e300;

    /// <summary>A curve over time, broken where the value cannot be shown.</summary>
    public static IEnumerable<(double X, double Y)> Points(float[] times, float[] values) =>
        times.Zip(values, (time, value) => ((double)time, IsShown(value) ? value : double.NaN));

    /// <inheritdoc/>
    public override void GetTickValues(
        out IList<double> majorLabelValues, out IList<double> majorTickValues, out IList<double> minorTickValues)
    {
        int first = (int)Math.Floor(Math.Log10(Minimum));
        int last = (int)Math.Floor(Math.Log10(Maximum));
        int step = 1 + (last - first) / 7;
        double[] labelled = (Maximum / Minimum) switch { < 20 => [1, 2, 3, 5], < 200 => [1, 2, 5], _ => [1] };
        majorTickValues = Ticks(first, last, step, labelled);
        majorLabelValues = majorTickValues;
        minorTickValues = Ticks(first, last, 1, step > 1 ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    private List<double> Ticks(int first, int last, int step, double[] mantissas)
    {
        List<double> ticks = [];
        for (int decade = first; decade <= last; decade += step)
            foreach (double mantissa in mantissas)
            {
                double tick = double.Parse($"{mantissa:0}e{decade}", CultureInfo.InvariantCulture);
                if (tick * Rounding >= Minimum && tick <= Maximum * Rounding) ticks.Add(tick);
            }

        return ticks;
    }
}
