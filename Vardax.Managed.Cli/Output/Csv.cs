using System.Text;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Cli.Output;

/// <summary>Tables of comma-separated numbers, as <see cref="CsvWriter"/> writes them.</summary>
internal static class Csv
{
    /// <summary>A table of columns; cells that are not finite are left empty.</summary>
    public static string Render(IReadOnlyList<(string Name, Func<int, float> Cell)> columns, IReadOnlyList<double> times)
    {
        using var stream = new MemoryStream();
        using (var csv = new CsvWriter(stream, ["time", .. columns.Select(column => column.Name)], leaveOpen: true))
        {
            for (int row = 0; row < times.Count; row++)
                csv.Write([(float)times[row], .. columns.Select(column => column.Cell(row)).Select(x => float.IsFinite(x) ? x : float.NaN)]);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
