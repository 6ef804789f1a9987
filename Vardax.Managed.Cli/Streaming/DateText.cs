using System.Globalization;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Dates and times in ISO 8601: 1901-05, 1901-05-17, 2024-05-17T06:30, with seconds, fractions and a zone if it has one.</summary>
internal static class DateText
{
    private const int Longest = 40;

    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy-MM", "yyyyMMdd'T'HHmmss", "yyyyMMdd'T'HHmmssK"];

    private static readonly string[] Formats =
    [
        .. Dates, .. new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" }.SelectMany(
            time => new[] { $"yyyy-MM-dd'T'{time}", $"yyyy-MM-dd' '{time}", $"yyyy-MM-dd'T'{time}K", $"yyyy-MM-dd' '{time}K" }),
    ];

    /// <summary>Reads a date, in UTC if it has a zone.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTime date, out bool hasZone)
    {
        (date, hasZone) = (default, false);
        if (text.Length is < 7 or > Longest)
            return false;
        Span<char> letters = stackalloc char[text.Length];
        for (int i = 0; i < text.Length; i++)
            letters[i] = (char)text[i];
        if (!DateTime.TryParseExact(letters, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out date))
            return false;
        hasZone = date.Kind == DateTimeKind.Utc;
        date = DateTime.SpecifyKind(date, DateTimeKind.Unspecified);
        return true;
    }

    /// <summary>The text of a date.</summary>
    /// <param name="date">The date.</param>
    /// <param name="hasZone">Whether it is in UTC and says so.</param>
    /// <param name="isDay">Whether the time of day is left out at midnight.</param>
    public static string Text(DateTime date, bool hasZone, bool isDay) =>
        date.ToString(isDay && date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)
            + (hasZone ? "Z" : "");
}
