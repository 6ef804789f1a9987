using System.Globalization;
using Vardax.Managed.Cli.Reporting;

namespace Vardax.Managed.Cli.Output;

/// <summary>The JSON document of a list of trainings.</summary>
internal sealed record TrainingListDocument
{
    /// <summary>A training for each, in the order of the list.</summary>
    public required IReadOnlyList<Training> Results { get; init; }

    /// <summary>The validation scores as a table.</summary>
    public ReportTable Table() => new(
        string.Create(CultureInfo.InvariantCulture, $"{Results.Count} trainings"), ["", "validation_nll", "rmse_assim", "nll", "within 1, 2 std", "train_time_s", "gates"],
        [.. Results.Select<Training, string[]>(one => one.Model is not { } model ? [one.Name, Text.Nothing, Text.Nothing, Text.Nothing, Text.Nothing, Text.Nothing, one.Status]
            : [one.Name, Text.Score(model.ValidationNll), Text.Score(model.HeldOut?.RmseAssim), Text.Score(model.HeldOut?.Nll),
                $"{Text.Score(model.HeldOut?.Coverage1Sigma)}, {Text.Score(model.HeldOut?.Coverage2Sigma)}", Text.Score(model.TrainTimeS),
                model.HeldOut is { Gates.Count: > 0 } judged ? $"{judged.Gates.Count(gate => gate.Value == "pass")} of {judged.Gates.Count} pass" : Text.Nothing])],
        "Scores on simulated problems that training never saw; validation_nll is the lowest of the training.")
    {
        EndsInWords = true,
    };

    /// <summary>One training: its options, how it ended, and its model; null if there is none.</summary>
    internal sealed record Training(string Name, string Status, ModelDocument? Model);
}
