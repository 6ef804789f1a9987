using System.Globalization;
using System.Text;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// What is known beforehand of the first state of each window, from a file: one for all windows, or one for each, in their order. A .npz file
/// has arrays mean, (windows, n) or (n), and cov, (windows, n, n) or (n, n), or std, as mean; n counts components and unknown constants. A CSV
/// file has a row for each of these, with columns component, mean and std, or mean and a column for each component with its covariances;
/// a column window tells windows apart.
/// </summary>
internal sealed class Backgrounds
{
    private readonly string name;
    private readonly double[] means, covariances;
    private readonly bool isSingle;
    private readonly int n;
    private long windows;

    private Backgrounds(string name, double[] means, double[] covariances, bool isSingle) =>
        (this.name, this.means, this.covariances, this.isSingle, n) = (name, means, covariances, isSingle, covariances.Length / means.Length);

    /// <summary>What a background speaks of: components, then unknown constants.</summary>
    public static string[] Names(ProblemSettings settings)
    {
        var parts = StateParts.Of(settings.Model);
        return [.. parts.Components, .. parts.Unknowns];
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">The arrays or columns are others.</exception>
    /// <exception cref="VardaxFormatException">It is no such file.</exception>
    public static Backgrounds Load(string path, ProblemSettings settings) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".NPZ" => OfArrays(NpzFile.Load(path), Names(settings)),
        ".CSV" => OfRows(path, Names(settings)),
        _ => throw new InputException($"{path}: expected a file named .npz or .csv."),
    };

    /// <summary>Gives the next window its background.</summary>
    /// <exception cref="InputException">There is none left.</exception>
    public void Next(WindowSlot slot)
    {
        int at = isSingle ? 0 : checked((int)windows * n);
        if (at == means.Length)
            throw new InputException($"{name}: expected a background for each window, found {windows} for more windows.");
        windows++;
        means.AsSpan(at, n).CopyTo(slot.GivenMean);
        covariances.AsSpan(at * n, n * n).CopyTo(slot.GivenCovariance);
        slot.HasBackground = true;
    }

    /// <summary>Makes sure that none is left.</summary>
    /// <exception cref="InputException">One is.</exception>
    public void End()
    {
        if (!isSingle && windows * n < means.Length)
            throw new InputException($"{name}: expected a background for each of {windows} windows, found {means.Length / n}.");
    }

    private static Backgrounds OfArrays(NpzFile file, string[] names)
    {
        int n = names.Length;
        bool isDense = file.Arrays.ContainsKey("cov");
        NpyArray mean = file["mean"], spread = file[isDense ? "cov" : "std"];
        int[] windows = mean.Shape.Count == 1 ? [] : [mean.Shape[0]];
        Require("mean", mean, [.. windows, n]);
        Require(isDense ? "cov" : "std", spread, isDense ? [.. windows, n, n] : [.. windows, n]);
        return new Backgrounds(file.Name, mean.ToDoubles(), isDense ? spread.ToDoubles() : Squares(spread.ToDoubles(), n), windows.Length == 0);

        void Require(string array, NpyArray found, int[] shape)
        {
            if (!found.Shape.SequenceEqual(shape))
            {
                throw new InputException($"{file.Name}: array {array}: expected ({string.Join(", ", shape)}), for {string.Join(", ", names)}"
                    + $"{(windows.Length == 0 ? "" : " of each window")}, found ({string.Join(", ", found.Shape)}).");
            }
        }
    }

    private static Backgrounds OfRows(string path, string[] names)
    {
        int n = names.Length;
        using var reader = CsvReader.Open(path);
        string[] columns = [.. reader.Columns];
        int window = Array.IndexOf(columns, "window"), std = Array.IndexOf(columns, "std");
        string[] wanted = [.. window < 0 ? (string[])[] : ["window"], "component", "mean", .. std < 0 ? names : ["std"]];
        if (!wanted.Order().SequenceEqual(columns.Order()))
        {
            throw VardaxFormatException.AtCell(path, 1, 1,
                $"expected columns component, mean and std, or component, mean, {string.Join(", ", names)}, and window if there are more, found {string.Join(", ", columns)}");
        }

        List<double> means = [], covariances = [];
        var seen = new HashSet<string>();
        string? id = null;
        while (reader.ReadCells())
        {
            string Text(int column) => Encoding.UTF8.GetString(reader.Cell(column));
            double Number(string column) =>
                double.TryParse(reader.Cell(Array.IndexOf(columns, column)), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                    ? value : throw Fault(column, "a finite number");
            VardaxFormatException Fault(string column, string expected) => VardaxFormatException.AtCell(
                path, reader.Line, Array.IndexOf(columns, column) + 1, $"expected {expected}, found '{Text(Array.IndexOf(columns, column))}'");
            if (seen.Count == 0)
            {
                if (means.Count > 0 && (window < 0 || Text(window) == id))
                    throw Fault(window < 0 ? "component" : "window", window < 0 ? $"{n} rows, or a column window" : "another window");
                id = window < 0 ? null : Text(window);
                means.AddRange(new double[n]);
                covariances.AddRange(new double[n * n]);
            }
            else if (window >= 0 && Text(window) != id)
            {
                throw Fault("window", $"{id}, with a row for {names.First(name => !seen.Contains(name))}");
            }

            string component = Text(Array.IndexOf(columns, "component"));
            int i = Array.IndexOf(names, component);
            if (i < 0 || !seen.Add(component))
                throw Fault("component", $"one of {string.Join(", ", names.Where(name => !seen.Contains(name)))}");
            int row = means.Count - n + i;
            means[row] = Number("mean");
            for (int j = 0; j < n && std < 0; j++)
                covariances[(row * n) + j] = Number(names[j]);
            if (std >= 0)
                covariances[(row * n) + i] = Math.Pow(Number("std"), 2);
            if (seen.Count == n)
                seen.Clear();
        }

        return seen.Count == 0 && means.Count > 0 ? new Backgrounds(path, [.. means], [.. covariances], window < 0)
            : throw VardaxFormatException.AtCell(path, reader.Line + 1, 1, $"expected a row for {names.First(name => !seen.Contains(name))}, found the end");
    }

    private static double[] Squares(double[] std, int n)
    {
        var covariances = new double[std.Length * n];
        for (int at = 0; at < std.Length; at++)
            covariances[(at * n) + (at % n)] = std[at] * std[at];
        return covariances;
    }
}
