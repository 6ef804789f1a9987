using Vardax.Managed.Cycling;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Scores;
using static Vardax.Managed.Cli.Output.JsonNumber;

namespace Vardax.Managed.Cli.Output;

/// <summary>The JSON document of <c>vardax cycle</c>; a number that is not finite is null.</summary>
internal sealed record CycleDocument
{
    public required string Experiment { get; init; }

    public required int Cycles { get; init; }

    public required int Seeds { get; init; }

    /// <summary>The methods, smallest rmse_a first.</summary>
    public required IReadOnlyList<Scores> Results { get; init; }

    public static CycleDocument From(CycleExperiment experiment, IReadOnlyList<CycleResult> results) => new()
    {
        Experiment = experiment.Name, Cycles = experiment.Cycles, Seeds = experiment.Seeds, Results = [.. results.Select(Scores.From)],
    };

    /// <summary>One method's scores; settings that it does not have are null.</summary>
    internal sealed record Scores
    {
        public required string Method { get; init; }

        public required int? N { get; init; }

        public required double? Inflation { get; init; }

        public required bool Rotation { get; init; }

        public required double? RmseA { get; init; }

        /// <summary>95 %, from lower to upper.</summary>
        public required double[]? RmseACi { get; init; }

        public required double? RmseF { get; init; }

        public required double? SpreadA { get; init; }

        public required double? CrpsA { get; init; }

        public required int Diverged { get; init; }

        public required int Recoveries { get; init; }

        public required double? Published { get; init; }

        public required double? UsPerAnalysis { get; init; }

        public static Scores From(CycleResult result)
        {
            (FilterMethod method, FilterOptions options, MeanEstimate rmse) = (result.Row.Method, result.Row.Options, result.RmseA);
            return new Scores
            {
                Method = method.Name,
                N = method.HasMembers ? options.Members : null,
                Inflation = method.HasInflation ? options.Inflation : null,
                Rotation = method.HasRotation && options.Rotate,
                RmseA = Finite(rmse.Value),
                RmseACi = double.IsFinite(rmse.StandardError) ? [rmse.Lower, rmse.Upper] : null,
                RmseF = Finite(result.RmseF.Value),
                SpreadA = Finite(result.SpreadA.Value),
                CrpsA = Finite(result.CrpsA.Value),
                Diverged = result.Diverged,
                Recoveries = result.Recoveries,
                Published = result.Row.Published,
                UsPerAnalysis = Finite(result.MicrosecondsPerAnalysis),
            };
        }
    }
}
