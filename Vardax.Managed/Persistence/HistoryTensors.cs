using Vardax.Managed.Inference;

namespace Vardax.Managed.Persistence;

/// <summary>A training's history as tensors: <c>history.loss</c>, and <c>history.validation</c> of rows (step, loss).</summary>
internal static class HistoryTensors
{
    public static IEnumerable<SafeTensor> Of(TrainingHistory history) =>
    [
        SafeTensor.FromDoubles("history.loss", [history.Losses.Length], history.Losses),
        SafeTensor.FromDoubles("history.validation", [history.ValidationLosses.Count, 2],
            [.. history.ValidationLosses.SelectMany(v => (double[])[v.Step, v.Loss])]),
    ];

    /// <summary>Reads it, with what the metadata's entry <c>training</c> says; losses that are not finite are part of a history.</summary>
    public static TrainingHistory Read(SafeTensorsFile file)
    {
        JsonFields training = JsonFields.Parse(file, "training");
        return new TrainingHistory
        {
            Losses = Axis(file, "history.loss", 0).ToDoubles(),
            ValidationLosses = [.. Looks(file, Axis(file, "history.validation", 2).ToDoubles())],
            Status = training["status"].Word<TrainingStatus>(),
            TrainTimeS = training["train_time_s"].Number,
        };
    }

    private static IEnumerable<(int Step, double Loss)> Looks(SafeTensorsFile file, double[] rows)
    {
        for (int i = 0; i < rows.Length; i += 2)
            yield return (Step(file, rows[i]), rows[i + 1]);
    }

    private static int Step(SafeTensorsFile file, double step) => step >= 0 && step <= int.MaxValue && step == Math.Floor(step)
        ? (int)step
        : throw new VardaxFormatException(file.Name, 8, FormattableString.Invariant($"tensor 'history.validation': expected steps, found {step}"));

    /// <summary>A tensor of any length along its first axis.</summary>
    private static SafeTensor Axis(SafeTensorsFile file, string name, int columns)
    {
        long rows = file.TryFind(name, out SafeTensor? tensor) && tensor.Shape.Count > 0 ? tensor.Shape[0] : 0;
        return columns == 0 ? file.Find(name, SafeTensorType.F64, rows) : file.Find(name, SafeTensorType.F64, rows, columns);
    }
}
