using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Experiments;
using Vardax.Managed.Inference;

namespace Vardax.Managed.Cli.Output;

/// <summary>The JSON document of <c>vardax train</c>; a number that is not finite is null.</summary>
internal sealed record TrainDocument
{
    public required string File { get; init; }

    public required string Preset { get; init; }

    public required string Recipe { get; init; }

    public required string Head { get; init; }

    public required ulong ModelKey { get; init; }

    public required ulong TrainKey { get; init; }

    public required int Steps { get; init; }

    public required int Parameters { get; init; }

    public required string Status { get; init; }

    public required double TrainTimeS { get; init; }

    public required double? FinalNll { get; init; }

    /// <summary>The lowest validation loss; null where the recipe watches none.</summary>
    public required double? ValidationNll { get; init; }

    public required bool Polished { get; init; }

    /// <summary>On problems never trained on; null where nobody looked.</summary>
    public required CalibrationSummary? HeldOut { get; init; }

    public required IReadOnlyList<GateDocument> Gates { get; init; }

    public static TrainDocument From(TrainedModel model, string file, CalibrationExperimentResult? judged) => new()
    {
        File = file,
        Preset = model.Name,
        Recipe = model.Plan.Recipe.Name,
        Head = model.Plan.Config.Head.ToString().ToLowerInvariant(),
        ModelKey = model.Plan.ModelKey.Seed,
        TrainKey = model.Plan.TrainKey.Seed,
        Steps = model.History.Losses.Length,
        Parameters = model.Density.Parameters.Length,
        Status = model.History.Message,
        TrainTimeS = model.History.TrainTimeS,
        FinalNll = Finite(model.History.FinalNll),
        ValidationNll = Lowest(model),
        Polished = model.Background is not null,
        HeldOut = model.Calibration,
        Gates = [.. judged?.Gates.Select(GateDocument.From) ?? []],
    };

    /// <summary>The same as a table.</summary>
    public static ReportTable Table(TrainedModel model, string file)
    {
        var rows = new List<string[]>
        {
            new[] { "problem", $"{model.Settings.Model.Name}, preset {model.Name}" },
            new[] { "network", $"head {model.Plan.Config.Head.ToString().ToLowerInvariant()}, {model.Density.Parameters.Length} parameters"
                + (model.Background is null ? "" : ", polished") },
            new[] { "training", $"recipe {model.Plan.Recipe.Name}, {model.History.Message}" },
            new[] { "train_time_s", Text.Score(model.History.TrainTimeS) },
            new[] { "final_nll", Text.Score(model.History.FinalNll) },
        };
        if (Lowest(model) is { } lowest)
            rows.Add(["validation_nll", Text.Score(lowest)]);
        if (model.Calibration is { } held)
        {
            rows.Add(["rmse_assim", Text.Score(held.RmseAssim)]);
            rows.Add(["nll", Text.Score(held.Nll)]);
            rows.Add(["within one, two std", $"{Text.Score(held.Coverage1Sigma)}, {Text.Score(held.Coverage2Sigma)}"]);
            foreach ((string gate, string verdict) in held.Gates)
                rows.Add([gate, verdict]);
        }

        return new ReportTable($"Model {file}", ["", ""], [.. rows],
            model.Calibration is { } judged ? $"Scores on {judged.Problems} simulated problems that training never saw." : "");
    }

    private static double? Lowest(TrainedModel model) => model.History.ValidationLosses.Count == 0
        ? null : Finite(model.History.ValidationLosses.Min(v => v.Loss));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
