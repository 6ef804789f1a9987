using Vardax.Managed.Inference;

namespace Vardax.Managed.Persistence;

/// <summary>A recalibration as tensors: for each coordinate the lengths between its classes, and rows (w, a, b) of the classes.</summary>
internal static class RecalibrationTensors
{
    public static IEnumerable<SafeTensor> Of(Recalibration? recalibration, string prefix) =>
        (recalibration?.Coordinates ?? []).SelectMany((coordinate, k) => (SafeTensor[])
        [
            SafeTensor.FromDoubles($"{prefix}.{k}.edges", [coordinate.Edges.Count], [.. coordinate.Edges]),
            SafeTensor.FromDoubles($"{prefix}.{k}.classes", [coordinate.Classes.Count, 3],
                [.. coordinate.Classes.SelectMany(c => (double[])[c.Weight, c.First, c.Second])]),
        ]);

    /// <summary>Reads one of n coordinates; null where the file has none.</summary>
    public static Recalibration? Read(SafeTensorsFile file, string prefix, int n) => file.TryFind($"{prefix}.0.edges", out _)
        ? new Recalibration([.. Enumerable.Range(0, n).Select(k => Coordinate(file, $"{prefix}.{k}"))])
        : null;

    private static CoordinateRecalibration Coordinate(SafeTensorsFile file, string prefix)
    {
        string name = $"{prefix}.edges";
        long count = file.TryFind(name, out SafeTensor? found) && found.Shape.Count > 0 ? found.Shape[0] : 0;
        SafeTensor edges = file.Find(name, SafeTensorType.F64, count);
        SafeTensor classes = file.Find($"{prefix}.classes", SafeTensorType.F64, count + 1, 3);
        double[] lengths = edges.ToFiniteDoubles();
        for (int i = 1; i < lengths.Length; i++)
        {
            if (!(lengths[i] > lengths[i - 1]))
                throw new VardaxFormatException(file.Name, edges.Offset, $"tensor '{name}': expected ascending lengths");
        }

        try
        {
            return new CoordinateRecalibration(
                lengths, [.. classes.ToFiniteDoubles().Chunk(3).Select(c => new ScaleMixture(c[0], c[1], c[2]))]);
        }
        catch (ArgumentException failure)
        {
            throw new VardaxFormatException(file.Name, classes.Offset, $"tensor '{classes.Name}': {failure.Message}", failure);
        }
    }
}
