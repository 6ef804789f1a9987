using System.Text.Json.Serialization;
using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Models;
using Vardax.Managed.Systems;
using static Vardax.Managed.Cli.Output.JsonNumber;

namespace Vardax.Managed.Cli.Output;

/// <summary>The JSON document of <c>vardax train</c>, <c>import</c> and <c>info FILE</c>; a number that is not finite is null.</summary>
internal sealed record ModelDocument
{
    public required string File { get; init; }

    public required string Preset { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyDictionary<string, double> Parameters { get; init; }

    public required IReadOnlyList<string> Components { get; init; }

    /// <summary>The names of the unknown constants.</summary>
    public required IReadOnlyList<string> Unknowns { get; init; }

    public required double Dt { get; init; }

    public required int TAssim { get; init; }

    public required int TTotal { get; init; }

    public required int? ObsEvery { get; init; }

    public required double? ObsNoise { get; init; }

    public required int ObservedEntries { get; init; }

    public required string Head { get; init; }

    public required int Weights { get; init; }

    public required bool Polished { get; init; }

    public required bool Recalibrated { get; init; }

    public required string Recipe { get; init; }

    public required ulong ModelKey { get; init; }

    public required ulong TrainKey { get; init; }

    public required int Steps { get; init; }

    public required string Status { get; init; }

    public required double TrainTimeS { get; init; }

    public required double? FinalNll { get; init; }

    /// <summary>The lowest validation loss; null where the recipe watches none.</summary>
    public required double? ValidationNll { get; init; }

    /// <summary>On problems never trained on; null where nobody looked.</summary>
    public required ModelScores? HeldOut { get; init; }

    public static ModelDocument From(TrainedModel model, string file)
    {
        ProblemSettings settings = model.Settings;
        TrainingHistory history = model.History;
        return new ModelDocument
        {
            File = file,
            Preset = model.Name,
            Model = settings.Model.Name,
            Parameters = settings.Model.Parameters,
            Components = StateParts.Of(settings.Model).Components,
            Unknowns = StateParts.Of(settings.Model).Unknowns,
            Dt = settings.Dt,
            TAssim = settings.WindowSteps,
            TTotal = settings.TotalSteps,
            ObsEvery = settings.Observing.CommonEvery,
            ObsNoise = settings.Observing.CommonStd,
            ObservedEntries = settings.CreateMask().Count(m => m != 0),
            Head = model.Plan.Config.Head.Name,
            Weights = model.Density.Parameters.Length,
            Polished = model.Background is not null,
            Recalibrated = (model.Background is null ? model.Recalibration : model.PolishedRecalibration) is not null,
            Recipe = model.Plan.Recipe.Name,
            ModelKey = model.Plan.ModelKey.Seed,
            TrainKey = model.Plan.TrainKey.Seed,
            Steps = history.Losses.Length,
            Status = history.Message,
            TrainTimeS = history.TrainTimeS,
            FinalNll = Finite(history.FinalNll),
            ValidationNll = history.ValidationLosses.Count == 0 ? null : Finite(history.ValidationLosses.Min(v => v.Loss)),
            HeldOut = model.Calibration is { } held
                ? new ModelScores(held.Problems, Finite(held.RmseAssim), Finite(held.Nll), Finite(held.Coverage1Sigma),
                    Finite(held.Coverage2Sigma), held.Gates)
                : null,
        };
    }

    /// <summary>The same as a table.</summary>
    public ReportTable Table()
    {
        var rows = new List<string[]>
        {
            new[] { "problem", $"{Model}, preset {Preset}; window of {TAssim + 1} states {Text.Number(Dt)} apart, {ObservedEntries} values "
                + $"observed{(ObsNoise is { } noise ? $" with noise {Text.Number(noise)}" : "")}" },
            new[] { "network", $"head {Head}, {Weights} weights{(Recalibrated ? ", recalibrated" : "")}{(Polished ? ", polished" : "")}" },
            new[] { "training", $"recipe {Recipe}, keys {ModelKey} and {TrainKey}, {Status}" },
            new[] { "train_time_s", Text.Score(TrainTimeS) },
            new[] { "final_nll", Text.Score(FinalNll) },
            new[] { "validation_nll", Text.Score(ValidationNll) },
        };
        if (HeldOut is not null)
        {
            rows.Add(["rmse_assim", Text.Score(HeldOut.RmseAssim)]);
            rows.Add(["nll", Text.Score(HeldOut.Nll)]);
            rows.Add(["within one, two std", $"{Text.Score(HeldOut.Coverage1Sigma)}, {Text.Score(HeldOut.Coverage2Sigma)}"]);
            rows.AddRange(HeldOut.Gates.Select(gate => (string[])[gate.Key, gate.Value]));
        }

        return new ReportTable(File, ["", ""], [.. rows],
            HeldOut is null ? "" : $"Scores on {HeldOut.Problems} simulated problems that training never saw.")
        {
            EndsInWords = true,
        };
    }

    /// <summary>Scores, and verdicts of the gates by name.</summary>
    internal sealed record ModelScores(
        int Problems, double? RmseAssim, double? Nll,
        [property: JsonPropertyName("coverage_1sigma")] double? Coverage1Sigma,
        [property: JsonPropertyName("coverage_2sigma")] double? Coverage2Sigma,
        IReadOnlyDictionary<string, string> Gates);
}
