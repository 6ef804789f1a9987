using System.Globalization;
using System.Text;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// The times of a record: steps from its first, and back. Times are numbers, dates, steps, or not there at all. Samples between
/// steps are moved to the nearest step or refused.
/// </summary>
/// <param name="dt">Time of a step, in model units.</param>
/// <param name="unit">What a model unit is; null if nobody said.</param>
/// <param name="start">The time of the first step, as text; null for that of the first row.</param>
/// <param name="snap">How far a sample may be moved, in steps.</param>
internal sealed class RecordClock(double dt, TimeUnit? unit, string? start, double snap)
{
    // What rounding moves a time at most, in steps; in a time of single precision, relative to the time.
    private const double Rounding = 0.01, SinglePrecision = 1.2e-7, MostRounding = 0.25;

    // A longer gap is more likely a wrong time.
    private const long LongestGap = 1_000_000;

    private readonly TimeUnit unit = unit ?? TimeUnit.One;
    private readonly long roundTicks = unit is { Word: not null } && unit.Between(DateTime.UnixEpoch, DateTime.UnixEpoch.AddMilliseconds(100)) > dt
        ? 1 : TimeSpan.TicksPerMillisecond;

    private bool began, isDate, hasZone, isDay, isSteps;
    private double first, last;
    private DateTime firstDate;
    private long step = -1;
    private string lastText = "";

    /// <summary>Rows that were moved to a step.</summary>
    public long Moved { get; private set; }

    /// <summary>The farthest that a row was moved, in steps.</summary>
    public double Farthest { get; private set; }

    /// <summary>Whether times are dates.</summary>
    public bool IsDate => isDate;

    /// <summary>The unit of <see cref="Number"/> by the CF conventions; null if times are numbers.</summary>
    public string? CfUnits => isDate ? $"days since {DateText.Text(firstDate, false, false)}" : null;

    /// <summary>The number that the record gives its first step.</summary>
    public long FirstStep => isSteps ? (long)first : 0;

    /// <summary>The step of a row whose time is a text; tells what is wrong with it otherwise.</summary>
    public string? Read(ReadOnlySpan<byte> cell, bool countsSteps, out long at)
    {
        at = -1;
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(cell, styles, CultureInfo.InvariantCulture, out double number))
            return Read(number, countsSteps, out at);
        if (cell.IsEmpty)
            return $"expected a {(countsSteps ? "step" : "time")}, found nothing";
        return !countsSteps && DateText.TryParse(cell, out DateTime date, out bool zone)
            ? Read(date, zone, cell.Length <= 10, out at)
            : $"expected {(countsSteps ? "a step, a whole number" : "a time, a number or a date as in 2024-05-17T06:30")}, found '{Shown(cell)}'";
    }

    /// <summary>The step of a row whose time is a number.</summary>
    public string? Read(double number, bool countsSteps, out long at)
    {
        at = -1;
        if (!double.IsFinite(number))
            return $"expected a finite {(countsSteps ? "step" : "time")}, found {Text(number)}";
        if (!began && !countsSteps && unit.Word is { } word)
            return $"expected a date, since --time-unit is {word}, found {Text(number)}: --time-unit takes a number for a record of numbers";
        if (isDate)
            return $"expected a date as in the rows before, found {Text(number)}";
        if (!began)
        {
            isSteps = countsSteps;
            first = StartNumber(number);
        }

        double size = isSteps ? 1 : dt * unit.Size, offset = (number - first) / size;
        double rounding = Math.Min(MostRounding, Rounding + (isSteps ? 0 : SinglePrecision * (Math.Abs(number) + Math.Abs(first)) / size));
        return Place(offset, rounding, Text(number), out at);
    }

    /// <summary>The step of a row whose time is a date.</summary>
    /// <param name="date">The date, in UTC if it has a zone.</param>
    /// <param name="zone">Whether it has one.</param>
    /// <param name="day">Whether it has no time of day.</param>
    /// <param name="at">The step.</param>
    public string? Read(DateTime date, bool zone, bool day, out long at)
    {
        at = -1;
        string text = DateText.Text(date, zone, day);
        if (unit.Word is null)
            return $"expected times in numbers unless --time-unit says what a model unit is ({OrList(TimeUnit.Words)}), found {text}";
        if (began && !isDate)
            return $"expected a number as in the rows before, found {text}";
        if (began && zone != hasZone)
            return $"expected a time {(hasZone ? "with" : "without")} a zone as in the rows before, found {text}";
        if (!began)
        {
            (isDate, hasZone, isDay) = (true, zone, day);
            firstDate = StartDate(date);
        }

        return Place(unit.Between(firstDate, date) / dt, Rounding, text, out at);
    }

    /// <summary>The step of a row without a time: one after the row before.</summary>
    public string? Read(out long at)
    {
        if (!began && start is not null)
        {
            if (DateText.TryParse(Encoding.UTF8.GetBytes(start), out firstDate, out hasZone))
                (isDate, isDay) = (true, start.Length <= 10);
            else
                first = StartNumber(0);
            if (isDate && unit.Word is null)
                throw new InputException($"--start is {start}; a date needs --time-unit, one of {OrList(TimeUnit.Words)}.");
        }

        began = true;
        at = ++step;
        return null;
    }

    /// <summary>The time of a step in the record's own words.</summary>
    public string Text(long at) => isDate
        ? unit.After(firstDate, at * dt, roundTicks) is { } date ? DateText.Text(date, hasZone, isDay) : ""
        : Text(Number(at));

    /// <summary>The time of a step as a number: the record's own, model units if it counts steps, days from the first step if it has dates.</summary>
    public double Number(long at) =>
        isDate ? unit.After(firstDate, at * dt, roundTicks) is { } date ? (date - firstDate).TotalDays : double.NaN
        : isSteps ? (first + at) * dt : first + (at * dt * unit.Size);

    private static string Text(double number) => number.ToString("G12", CultureInfo.InvariantCulture);

    private static string OrList(IReadOnlyList<string> words) => $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}";

    private static string Shown(ReadOnlySpan<byte> cell) =>
        string.Concat(Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 40)]).Select(c => char.IsControl(c) ? '?' : c)) + (cell.Length > 40 ? "..." : "");

    private string? Place(double offset, double rounding, string text, out long at)
    {
        double rounded = Math.Round(offset), distance = Math.Abs(offset - rounded);
        at = -1;
        if (began && offset <= last)
            return $"expected a time after {lastText}, found {(offset == last ? "the same" : text)}";
        if (rounded < 0)
            return $"expected a time from --start on, {start}, found {text}";
        if (rounded - Math.Max(step, 0) > LongestGap)
            return $"expected a time at most {LongestGap} steps after {(began ? lastText : start)}, found {text}";
        if (distance > Math.Max(rounding, snap))
        {
            return $"expected a time in whole steps of {Text(isSteps ? 1 : dt * unit.Size)}{(isDate ? $" {unit.Word}" : "")} from "
                + $"{(isSteps ? Text(first) : Text(0L))}, found {text}"
                + (distance > 0.5 - 1e-9 || snap > 0 ? $", {distance:0.###} steps from the nearest"
                    : FormattableString.Invariant($", {distance:0.###} steps from the nearest: --snap moves a time to its step"));
        }

        if (began && rounded <= step)
            return $"expected a time a step after {lastText}, found {text}, which is of the same step";
        if (distance > rounding)
        {
            Moved++;
            Farthest = Math.Max(Farthest, distance);
        }

        (began, last, lastText, at, step) = (true, offset, text, (long)rounded, (long)rounded);
        return null;
    }

    private double StartNumber(double fallback) => start is null ? fallback
        : double.TryParse(start, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number
        : throw new InputException($"--start is {start}; it must be a number, as the record's times are.");

    private DateTime StartDate(DateTime fallback)
    {
        if (start is null)
            return fallback;
        if (!DateText.TryParse(Encoding.UTF8.GetBytes(start), out DateTime date, out bool zone))
            throw new InputException($"--start is {start}; it must be a date, as the record's times are.");
        if (zone != hasZone)
            throw new InputException($"--start is {start}; it must be a date {(hasZone ? "with" : "without")} a zone, as the record's times are.");
        return date;
    }
}
