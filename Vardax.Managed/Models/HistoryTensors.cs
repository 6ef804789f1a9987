using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Training;

namespace Vardax.Managed.Models;

/// <summary>A training's history as tensors: <c>history.loss</c>, and <c>history.validation</c> of rows (step, loss).</summary>
internal static class HistoryTensors
{
    public static IEnumerable<SafeTensor> Of(TrainingHistory history) =>
    [
        SafeTensor.FromDoubles("history.loss", [history.Losses.Length], history.Losses),
        SafeTensor.FromDoubles("history.validation", [history.ValidationLosses.Count, 2],
            [.. history.ValidationLosses.SelectMany(v => (double[])[v.Step, v.Loss])]),
    ];

    /// <summary>
    /// Reads it, with what the metadata's entry <c>training</c> says; losses that are not finite are part of a history.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="mostSteps">As many as the recipe has.</param>
    public static TrainingHistory Read(SafeTensorsFile file, int mostSteps)
    {
        JsonFields training = JsonFields.Parse(file, "training");
        SafeTensor losses = Axis(file, "history.loss", 0);
        double[] found = losses.ToDoubles();
        TrainingStatus status = training["status"].Word<TrainingStatus>();
        double time = training["train_time_s"].Number;
        int steps = found.Length;
        if (steps > mostSteps)
            throw losses.Fault($"expected at most the recipe's {mostSteps} steps, found {steps}");
        if (training["steps"].Integer != steps)
            throw training["steps"].Wrong($"{steps}, as many as tensor 'history.loss' has");
        var history = new TrainingHistory
        {
            Losses = found, Status = status, TrainTimeS = time,
            StartLoss = training.NumberOrNaN("start_loss"), StartLossError = training.NumberOrNaN("start_loss_error"),
            ValidationLosses = [.. Looks(file, Axis(file, "history.validation", 2), steps)],
        };
        if (training.Optional("final_nll") is { } nll && nll.Number != history.FinalNll)
            throw nll.Wrong(FormattableString.Invariant($"{history.FinalNll}, the last of tensor 'history.loss'"));
        return history;
    }

    /// <summary>The rows, of steps that have been made, ascending.</summary>
    private static IEnumerable<ValidationLoss> Looks(SafeTensorsFile file, SafeTensor tensor, int steps)
    {
        double[] rows = tensor.ToDoubles();
        double last = -1;
        for (int i = 0; i < rows.Length; last = rows[i], i += 2)
        {
            if (!(rows[i] > last && rows[i] < steps) || rows[i] != Math.Floor(rows[i]))
                throw tensor.Fault($"expected ascending steps below the {steps} made, found {rows[i]}", i * sizeof(double));
            yield return new ValidationLoss((int)rows[i], rows[i + 1]);
        }
    }

    /// <summary>A tensor of any length along its first axis.</summary>
    private static SafeTensor Axis(SafeTensorsFile file, string name, int columns)
    {
        long rows = file.TryFind(name, out SafeTensor? tensor) && tensor.Shape.Count > 0 ? tensor.Shape[0] : 0;
        return columns == 0 ? file.Find(name, SafeTensorType.F64, rows) : file.Find(name, SafeTensorType.F64, rows, columns);
    }
}
