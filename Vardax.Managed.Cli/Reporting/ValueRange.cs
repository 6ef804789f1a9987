namespace Vardax.Managed.Cli.Reporting;

/// <summary>A closed interval of an axis; <see cref="Of(IEnumerable{double})"/> ignores what is not finite.</summary>
internal readonly record struct ValueRange(double Min, double Max)
{
    /// <summary>Width of the interval.</summary>
    public double Span => Max - Min;

    /// <summary>The finite values' range; from 0 to 1 when there is none.</summary>
    public static ValueRange Of(IEnumerable<float> values) => Of(values.Select(value => (double)value));

    /// <summary>The finite values' range; from 0 to 1 when there is none.</summary>
    public static ValueRange Of(IEnumerable<double> values)
    {
        (double min, double max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values.Where(double.IsFinite))
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return min <= max ? new(min, max) : new(0, 1);
    }

    /// <summary>Leaves a margin at both ends, and room for distinct tick labels where the values are all but equal.</summary>
    public ValueRange Padded(double fraction = 0.05)
    {
        double magnitude = Math.Max(Math.Abs(Min), Math.Abs(Max));
        double smallest = magnitude > 0 ? 1e-3 * magnitude : 1;
        return Span < smallest ? Widened(0.5 * (smallest - Span)) : Widened(fraction * Span);
    }

    /// <summary>Moves both ends outwards.</summary>
    public ValueRange Widened(double by) => new(Min - by, Max + by);

    /// <summary>Brings a far-off value near the interval, still outside it, so that every SVG viewer can draw it.</summary>
    public double Near(double value) =>
        double.IsFinite(value) ? Math.Clamp(value, Min - 5 * Span, Max + 5 * Span) : double.NaN;

    /// <summary>The part shared with another interval.</summary>
    public ValueRange Within(ValueRange other) => new(Math.Max(Min, other.Min), Math.Min(Max, other.Max));
}
