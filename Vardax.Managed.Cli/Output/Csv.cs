using System.Globalization;
using System.Text;

namespace Vardax.Managed.Cli.Output;

/// <summary>Comma-separated text: a heading line, then numbers with a point, as short as they read back the same.</summary>
internal static class Csv
{
    /// <summary>A table of columns; NaN cells are left empty.</summary>
    public static string Render(IReadOnlyList<(string Name, Func<int, float> Cell)> columns, IReadOnlyList<double> times)
    {
        var text = new StringBuilder("time");
        foreach ((string name, _) in columns)
            text.Append(',').Append(name);
        text.Append('\n');
        for (int row = 0; row < times.Count; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(float)times[row]}");
            foreach ((_, Func<int, float> cell) in columns)
            {
                float value = cell(row);
                text.Append(',').Append(float.IsNaN(value) ? "" : value.ToString(CultureInfo.InvariantCulture));
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
