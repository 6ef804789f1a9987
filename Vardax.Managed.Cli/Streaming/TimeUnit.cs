using System.Globalization;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>What one model unit of time is in a record: so many of its numbers, or a span of its dates.</summary>
internal sealed class TimeUnit
{
    private static readonly (string Word, long Ticks)[] Spans =
    [
        ("seconds", TimeSpan.TicksPerSecond), ("minutes", TimeSpan.TicksPerMinute), ("hours", TimeSpan.TicksPerHour),
        ("days", TimeSpan.TicksPerDay), ("weeks", 7 * TimeSpan.TicksPerDay), ("months", 0), ("years", 0),
    ];

    private readonly long ticks;
    private readonly int monthsEach;

    private TimeUnit(string? word, double size, long ticks) =>
        (Word, Size, this.ticks, monthsEach) = (word, size, ticks, word == "years" ? 12 : 1);

    /// <summary>The words for spans of dates.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Spans.Select(span => span.Word)];

    /// <summary>A model unit is one of the record's.</summary>
    public static TimeUnit One { get; } = new(null, 1, 0);

    /// <summary>The span of dates; null if times are numbers.</summary>
    public string? Word { get; }

    /// <summary>How many of the record's numbers a model unit is.</summary>
    public double Size { get; }

    /// <summary>The unit that a text says: a word, or a positive number; null if it is neither.</summary>
    public static TimeUnit? Parse(string text)
    {
        int at = Array.FindIndex(Spans, span => span.Word == text || span.Word == text + "s");
        if (at >= 0)
            return new TimeUnit(Spans[at].Word, 1, Spans[at].Ticks);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double size) && double.IsFinite(size) && size > 0
            ? new TimeUnit(null, size, 0) : null;
    }

    /// <summary>Model units from one date to another. Months and years are the calendar's: the first of January is a whole year.</summary>
    public double Between(DateTime from, DateTime to) =>
        ticks > 0 ? (to - from).Ticks / (double)ticks : Calendar(to) - Calendar(from);

    /// <summary>The date so many model units after another, rounded to so many ticks; null if the calendar does not have it.</summary>
    public DateTime? After(DateTime from, double units, long rounding)
    {
        // In whole ticks: a date in them is more than a double holds.
        long origin = from.Ticks;
        double offset = units * ticks;
        if (ticks == 0)
        {
            double position = Calendar(from) + units, whole = Math.Floor(position);
            if (whole * monthsEach is not (>= 12 and < 9999 * 12))
                return null;
            (DateTime start, DateTime end) = Period((int)whole);
            origin = start.Ticks;
            offset = (position - whole) * (end - start).Ticks;
        }

        if (Math.Abs(offset) > DateTime.MaxValue.Ticks)
            return null;
        long date = origin + (long)Math.Round(offset);
        date = (date + (rounding / 2)) / rounding * rounding;
        return date >= 0 && date <= DateTime.MaxValue.Ticks ? new DateTime(date) : null;
    }

    private double Calendar(DateTime date)
    {
        int period = ((date.Year * 12) + date.Month - 1) / monthsEach;
        (DateTime start, DateTime end) = Period(period);
        return period + ((date - start).Ticks / (double)(end - start).Ticks);
    }

    private (DateTime Start, DateTime End) Period(int period)
    {
        int months = period * monthsEach;
        DateTime start = new(months / 12, (months % 12) + 1, 1);
        return (start, months / 12 == 9999 && (months % 12) + monthsEach == 12 ? DateTime.MaxValue : start.AddMonths(monthsEach));
    }
}
