using System.Globalization;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Times of a NetCDF file by the CF conventions: "days since 1900-01-01 00:00:00", or numbers.</summary>
internal static class NetCdfTime
{
    private static readonly (string[] Names, long Ticks)[] Units =
    [
        (["seconds", "second", "secs", "sec", "s"], TimeSpan.TicksPerSecond), (["minutes", "minute", "mins", "min"], TimeSpan.TicksPerMinute),
        (["hours", "hour", "hrs", "hr", "h"], TimeSpan.TicksPerHour), (["days", "day", "d"], TimeSpan.TicksPerDay),
        (["milliseconds", "millisecond", "msec", "ms"], TimeSpan.TicksPerMillisecond),
    ];

    private static readonly string[] Dates =
        [.. new[] { "", " H:m", " H:m:s", " H:m:s.FFFFFFF", "'T'H:m", "'T'H:m:s", "'T'H:m:s.FFFFFFF" }.SelectMany(time => new[] { $"yyyy-M-d{time}",
            $"yyyy-M-d{time}K", $"yyyy-M-d{time} K" })];

    /// <summary>The dates of a variable; null if its times are numbers.</summary>
    /// <exception cref="InputException">Its calendar or its units cannot be read.</exception>
    public static DateTime?[]? Dated(NetCdfVariable time, double[] values, string name)
    {
        string units = time.Text("units") ?? "";
        int since = units.IndexOf(" since ", StringComparison.Ordinal);
        if (since < 0)
            return null;
        if (time.Text("calendar") is { } calendar && calendar is not ("standard" or "gregorian" or "proleptic_gregorian"))
            throw new InputException($"{name}: {time.Name}: expected the calendar standard, found {calendar}.");
        string unit = units[..since].Trim(), origin = units[(since + " since ".Length)..].Replace("UTC", "", StringComparison.Ordinal).Trim();
        long ticks = Units.FirstOrDefault(one => one.Names.Contains(unit)).Ticks;
        if (ticks == 0 || !DateTime.TryParseExact(origin, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTime start))
            throw new InputException($"{name}: {time.Name}: expected units such as 'days since 1900-01-01 00:00:00', found '{units}'.");
        return [.. values.Select(value => After(start, value, ticks))];
    }

    private static DateTime? After(DateTime start, double value, long ticks)
    {
        // To the millisecond: fractions of days are rounded anyhow.
        double offset = Math.Round(value * ticks / TimeSpan.TicksPerMillisecond) * TimeSpan.TicksPerMillisecond, date = start.Ticks + offset;
        return date >= 0 && date < DateTime.MaxValue.Ticks ? new DateTime(start.Ticks + (long)offset) : null;
    }
}
