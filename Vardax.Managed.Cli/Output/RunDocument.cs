using System.Text.Json.Serialization;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Experiments;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;
using static Vardax.Managed.Cli.Output.JsonNumber;

namespace Vardax.Managed.Cli.Output;

/// <summary>The JSON document of <c>vardax run</c>; a number that is not finite is null.</summary>
internal sealed record RunDocument
{
    public required string Preset { get; init; }

    public required string Recipe { get; init; }

    public required string Head { get; init; }

    /// <summary>Whether the scores are those of the polished analysis.</summary>
    public required bool Polished { get; init; }

    public required ulong ProblemKey { get; init; }

    public required ulong ModelKey { get; init; }

    public required ulong TrainKey { get; init; }

    public required ulong SampleKey { get; init; }

    public required ulong HeldOutKey { get; init; }

    public required int Steps { get; init; }

    public required int Batch { get; init; }

    public required string Status { get; init; }

    public required double? RmseAssim { get; init; }

    public required double? RmseForecast { get; init; }

    public required double? RmseTotal { get; init; }

    public required double? RuntimeMs { get; init; }

    public required double TrainTimeS { get; init; }

    public required double? FinalNll { get; init; }

    public required int Samples { get; init; }

    public required double? PredictiveRmse { get; init; }

    public required double? PredictiveNll { get; init; }

    public required double?[] MeanPredictiveStd { get; init; }

    public required double?[] RmseAssimComponents { get; init; }

    public required IReadOnlyList<string> Components { get; init; }

    /// <summary>Of each unknown constant, by name.</summary>
    public required IReadOnlyDictionary<string, UnknownScores> Unknowns { get; init; }

    /// <summary>The network's own, before polishing.</summary>
    public required RegionScores Amortized { get; init; }

    public required RegionScores Climatology { get; init; }

    public required RegionScores Linear { get; init; }

    public required HeldOutScores HeldOut { get; init; }

    /// <summary>The calibration gates; empty where they were skipped.</summary>
    public IReadOnlyList<GateDocument> Gates { get; init; } = [];

    public required double?[] Losses { get; init; }

    public static RunDocument From(AmortizedExperiment experiment, ExperimentResult result, string preset) => new()
    {
        Preset = preset,
        Recipe = experiment.Recipe.Name,
        Head = experiment.Config.Head.Name,
        Polished = result.Polished is not null,
        ProblemKey = experiment.Keys.Problem,
        ModelKey = experiment.Keys.Model,
        TrainKey = experiment.Keys.Train,
        SampleKey = experiment.Keys.Sample,
        HeldOutKey = experiment.Keys.HeldOut,
        Steps = experiment.Recipe.Steps,
        Batch = experiment.Recipe.BatchSize,
        Status = result.Training.Message,
        RmseAssim = Finite(result.Analysis.RmseAssim),
        RmseForecast = Finite(result.Analysis.RmseForecast),
        RmseTotal = Finite(result.Analysis.RmseTotal),
        RuntimeMs = Finite(result.Analysis.RuntimeMs),
        TrainTimeS = result.Training.TrainTimeS,
        FinalNll = Finite(result.Training.FinalNll),
        Samples = result.Predictive.Count,
        PredictiveRmse = Finite(result.Predictive.Rmse),
        PredictiveNll = Finite(result.Predictive.Nll),
        MeanPredictiveStd = [.. result.Predictive.MeanStd.Select(Finite)],
        RmseAssimComponents = [.. result.Analysis.ComponentRmseAssim.Select(Finite)],
        Components = StateParts.Of(experiment.Settings.Model).Components,
        Unknowns = StateParts.Of(experiment.Settings.Model).Unknowns.Select((name, u) =>
            (name, new UnknownScores(Finite(result.Analysis.UnknownErrors[u]), Finite(result.Analysis.UnknownSpread[u])))).ToDictionary(),
        Amortized = RegionScores.From(result.Amortized),
        Climatology = RegionScores.From(result.Climatology),
        Linear = RegionScores.From(result.Linear),
        HeldOut = HeldOutScores.From(result.HeldOut),
        Losses = [.. result.Training.Losses.Select(Finite)],
    };

    /// <summary>RMSE by region.</summary>
    internal sealed record RegionScores(double? RmseAssim, double? RmseForecast, double? RmseTotal)
    {
        public static RegionScores From(MethodResult result) =>
            new(Finite(result.RmseAssim), Finite(result.RmseForecast), Finite(result.RmseTotal));
    }

    /// <summary>Calibration over problems never trained on, with 95 % intervals.</summary>
    internal sealed record HeldOutScores
    {
        public required int Problems { get; init; }

        public required double? RmseAssim { get; init; }

        public required double?[] RmseAssimInterval { get; init; }

        public required double? ClimatologyRmseAssim { get; init; }

        public required double? Nll { get; init; }

        public required double?[] NllInterval { get; init; }

        public required double? ClimatologyNll { get; init; }

        [JsonPropertyName("coverage_1sigma")]
        public required double? Coverage1Sigma { get; init; }

        [JsonPropertyName("coverage_1sigma_interval")]
        public required double?[] Coverage1SigmaInterval { get; init; }

        [JsonPropertyName("coverage_2sigma")]
        public required double? Coverage2Sigma { get; init; }

        [JsonPropertyName("coverage_2sigma_interval")]
        public required double?[] Coverage2SigmaInterval { get; init; }

        public static HeldOutScores From(HeldOutResult result) => new()
        {
            Problems = result.Problems,
            RmseAssim = Finite(result.RmseAssim.Value),
            RmseAssimInterval = Interval(result.RmseAssim),
            ClimatologyRmseAssim = Finite(result.ClimatologyRmseAssim.Value),
            Nll = Finite(result.Nll.Value),
            NllInterval = Interval(result.Nll),
            ClimatologyNll = Finite(result.ClimatologyNll.Value),
            Coverage1Sigma = Finite(result.Coverage1Sigma.Value),
            Coverage1SigmaInterval = Interval(result.Coverage1Sigma),
            Coverage2Sigma = Finite(result.Coverage2Sigma.Value),
            Coverage2SigmaInterval = Interval(result.Coverage2Sigma),
        };

        private static double?[] Interval(MeanEstimate estimate) => [Finite(estimate.Lower), Finite(estimate.Upper)];
    }
}
