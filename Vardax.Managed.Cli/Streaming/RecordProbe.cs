using System.Globalization;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Tells a record from windows: it has no column <c>window</c>, and is longer than a window or more than numbers of instruments.</summary>
internal static class RecordProbe
{
    /// <summary>Whether the CSV file that a stream begins with is a record. Reads no more than shows it.</summary>
    public static bool IsRecord(Stream stream, ProblemSettings settings)
    {
        try
        {
            using CsvReader reader = new(stream, "", leaveOpen: true);
            string[] names = [.. reader.Columns];
            if (names.Contains("window"))
                return false;
            int time = Array.IndexOf(names, RecordColumns.Time), step = Array.IndexOf(names, RecordColumns.Step);
            if (names.Where((_, at) => at != time && at != step).Any(name => settings.Observing.Instruments.All(i => i.Name != name)))
                return true;
            float[] row = new float[names.Length];
            double first = 0;
            for (int rows = 0; reader.ReadRow(row); rows++)
            {
                int clock = step >= 0 ? step : time;
                if (rows >= settings.WindowStates)
                    return true;
                if (clock < 0 || !double.TryParse(reader.Cell(clock), CultureInfo.InvariantCulture, out double at))
                    continue;
                first = rows == 0 ? at : first;
                if ((at - first) / (step >= 0 ? 1 : settings.Dt) > settings.WindowSteps + 0.5)
                    return true;
            }

            return false;
        }
        catch (VardaxFormatException fault)
        {
            // Dates, NA and the like; a wrong line of names is told as it is for windows.
            return fault.Line > 1;
        }
    }
}
