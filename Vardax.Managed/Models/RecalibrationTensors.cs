using Vardax.Managed.Formats;
using Vardax.Managed.InitialState;

namespace Vardax.Managed.Models;

/// <summary>A recalibration as tensors: for each coordinate the splits of its tree (feature, threshold, below, above), and for each
/// class the (w, m, s) of its components, those it has fewer of than others with weight 0.</summary>
internal static class RecalibrationTensors
{
    public static IEnumerable<SafeTensor> Of(Recalibration? recalibration, string prefix) =>
        (recalibration?.Coordinates ?? []).SelectMany((coordinate, k) => (SafeTensor[])
        [
            SafeTensor.FromDoubles($"{prefix}.{k}.splits", [coordinate.Splits.Count, 4],
                [.. coordinate.Splits.SelectMany(s => (double[])[s.Feature, s.Threshold, s.Below, s.Above])]),
            Classes(coordinate.Classes, $"{prefix}.{k}.classes"),
        ]);

    /// <summary>Reads one of n coordinates that goes by so many features; null where the file has none.</summary>
    public static Recalibration? Read(SafeTensorsFile file, string prefix, int n, int features) => file.HasGroup(prefix)
        ? new Recalibration([.. Enumerable.Range(0, n).Select(
            k => Coordinate(file, $"{prefix}.{k}", features))])
        : null;

    private static SafeTensor Classes(IReadOnlyList<NormalMixture> classes, string name)
    {
        int most = classes.Max(c => c.Components.Count);
        IEnumerable<NormalComponent> Padded(NormalMixture mixture) => mixture.Components.Concat(
            Enumerable.Repeat(new NormalComponent(0, 0, 1), most - mixture.Components.Count));
        return SafeTensor.FromDoubles(name, [classes.Count, 3 * most],
            [.. classes.SelectMany(Padded).SelectMany(c => (double[])[c.Weight, c.Mean, c.StandardDeviation])]);
    }

    private static CoordinateRecalibration Coordinate(SafeTensorsFile file, string prefix, int features)
    {
        string name = $"{prefix}.splits";
        long count = file.TryFind(name, out SafeTensor? found) && found.Shape.Count > 0 ? found.Shape[0] : 0;
        SafeTensor tree = file.Find(name, SafeTensorType.F64, Math.Min(count, CoordinateRecalibration.MostSplits), 4);
        RecalibrationSplit[] splits = [.. tree.ToFiniteDoubles().Chunk(4)
            .Select(s => new RecalibrationSplit(Whole(s[0]), s[1], Whole(s[2]), Whole(s[3])))];
        if (splits.Any(split => split.Feature >= features))
            throw tree.Fault($"expected features below {features}");
        int Whole(double number) => number == (int)number
            ? (int)number : throw tree.Fault($"expected whole numbers, found {number}");

        name = $"{prefix}.classes";
        long most = file.TryFind(name, out found) && found.Shape.Count > 1 ? Math.Max(1, found.Shape[1] / 3) : 1;
        SafeTensor classes = file.Find(name, SafeTensorType.F64, count + 1, 3 * most);
        try
        {
            return new CoordinateRecalibration(
                splits, [.. classes.ToFiniteDoubles().Chunk(3).Select(c => new NormalComponent(c[0], c[1], c[2]))
                    .Chunk((int)most).Select(c => new NormalMixture(c))]);
        }
        catch (ArgumentException failure)
        {
            throw (failure.ParamName == "splits" ? tree : classes).Fault($"{FileFormat.Reason(failure)}");
        }
    }
}
