using System.Text.Json.Serialization;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;
using static Vardax.Managed.Cli.Output.JsonNumber;

namespace Vardax.Managed.Cli.Output;

/// <summary>The JSON document of <c>vardax compare</c>; a number that is not finite is null, and so is an interval of one problem.</summary>
internal sealed record CompareDocument
{
    public required string Preset { get; init; }

    public required ulong ProblemKey { get; init; }

    public required int Problems { get; init; }

    public required IReadOnlyList<string> Components { get; init; }

    public required string Background { get; init; }

    public required int LeadSteps { get; init; }

    public required double ModelErrorStd { get; init; }

    public required int OracleDraws { get; init; }

    /// <summary>The methods, smallest rmse_total first.</summary>
    public required IReadOnlyList<MethodScores> Results { get; init; }

    public static CompareDocument From(MethodComparison comparison, ComparisonResult result, string preset) => new()
    {
        Preset = preset,
        ProblemKey = comparison.Keys.Problem,
        Problems = comparison.Problems,
        Components = StateParts.Of(comparison.Settings.Model).Components,
        Background = comparison.Background == BackgroundKind.Published ? "published" : "climatological",
        LeadSteps = result.LeadSteps,
        ModelErrorStd = comparison.ModelErrorStd,
        OracleDraws = comparison.OracleDraws,
        Results = [.. result.Table.Methods.Select(m => MethodScores.From(m, result.EffectiveSampleSizes, StateParts.Of(comparison.Settings.Model).Unknowns))],
    };

    private static double[]? Interval(MeanEstimate estimate) =>
        double.IsFinite(estimate.StandardError) ? [estimate.Lower, estimate.Upper] : null;

    /// <summary>One method's scores, with 95 % intervals over the problems.</summary>
    internal sealed record MethodScores
    {
        public required string Name { get; init; }

        public required string Status { get; init; }

        public required int Unusable { get; init; }

        public required double? RmseAssim { get; init; }

        public required double[]? RmseAssimInterval { get; init; }

        public required double? RmseForecast { get; init; }

        public required double[]? RmseForecastInterval { get; init; }

        public required double? RmseTotal { get; init; }

        public required double[]? RmseTotalInterval { get; init; }

        public required double?[] RmseAssimComponents { get; init; }

        public required double?[] Spread { get; init; }

        /// <summary>Of each unknown constant, by name.</summary>
        public required IReadOnlyDictionary<string, UnknownScores> Unknowns { get; init; }

        public required double? Nll { get; init; }

        public required double[]? NllInterval { get; init; }

        [JsonPropertyName("coverage_1sigma")]
        public required double? Coverage1Sigma { get; init; }

        [JsonPropertyName("coverage_1sigma_interval")]
        public required double[]? Coverage1SigmaInterval { get; init; }

        [JsonPropertyName("coverage_2sigma")]
        public required double? Coverage2Sigma { get; init; }

        [JsonPropertyName("coverage_2sigma_interval")]
        public required double[]? Coverage2SigmaInterval { get; init; }

        /// <summary>over-confident or under-confident if coverage says so beyond chance.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Miscoverage { get; init; }

        public required double? RuntimeMs { get; init; }

        public required double TrainTimeS { get; init; }

        /// <summary>The oracle's, median over the problems; of it alone.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public double? EffectiveSampleSize { get; init; }

        /// <summary>The oracle's, smallest over the problems; of it alone.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public double? EffectiveSampleSizeMin { get; init; }

        public static MethodScores From(MethodSummary summary, IReadOnlyList<double> sampleSizes, IReadOnlyList<string> unknowns)
        {
            bool oracle = summary.Name == "oracle" && sampleSizes.Count > 0;
            return new MethodScores
            {
                Name = summary.Name,
                Status = summary.Message,
                Miscoverage = summary.Miscoverage,
                Unusable = summary.Unusable,
                RmseAssim = Finite(summary.RmseAssim.Value),
                RmseAssimInterval = Interval(summary.RmseAssim),
                RmseForecast = Finite(summary.RmseForecast.Value),
                RmseForecastInterval = Interval(summary.RmseForecast),
                RmseTotal = Finite(summary.RmseTotal.Value),
                RmseTotalInterval = Interval(summary.RmseTotal),
                RmseAssimComponents = [.. summary.ComponentRmseAssim.Select(c => Finite(c.Value))],
                Spread = [.. summary.Spread.Select(Finite)],
                Unknowns = unknowns.Select((name, u) => (name, new UnknownScores(Finite(summary.UnknownRmse[u].Value), Finite(summary.UnknownSpread[u])))).ToDictionary(),
                Nll = Finite(summary.Nll.Value),
                NllInterval = Interval(summary.Nll),
                Coverage1Sigma = Finite(summary.Coverage1Sigma.Value),
                Coverage1SigmaInterval = Interval(summary.Coverage1Sigma),
                Coverage2Sigma = Finite(summary.Coverage2Sigma.Value),
                Coverage2SigmaInterval = Interval(summary.Coverage2Sigma),
                RuntimeMs = Finite(summary.RuntimeMs),
                TrainTimeS = summary.TrainTimeS,
                EffectiveSampleSize = oracle ? sampleSizes.Order().ElementAt(sampleSizes.Count / 2) : null,
                EffectiveSampleSizeMin = oracle ? sampleSizes.Min() : null,
            };
        }
    }
}
