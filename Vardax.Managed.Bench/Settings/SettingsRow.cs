using System.Globalization;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Experiments;
using Vardax.Managed.Models;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Bench.Settings;

/// <summary>What the methods reached at one setting, on the same problems.</summary>
/// <param name="Options">The setting.</param>
/// <param name="Comparison">The methods on each problem.</param>
/// <param name="Judged">The gates of the model.</param>
internal sealed record SettingsRow(string Options, ComparisonResult Comparison, CalibrationExperimentResult Judged)
{
    /// <summary>The columns.</summary>
    public static readonly string[] Columns =
    [
        "options", "oracle (sure of)", "multi-start 4DVar", "polished", "network alone", "polished over 4DVar: RMSE", "NLL, nats", "time",
        "polished over the oracle: RMSE", "NLL, nats", "lead, steps", "training, s", "gates that fail",
    ];

    private TrainedModel Model => Comparison.Model!;

    /// <summary>The cells.</summary>
    public string[] Cells()
    {
        MethodResult[] fourDVar = Of("strong_4dvar"), alone = Of("amortized"), oracle = Of("oracle");
        // A model whose own answers know more has no other.
        MethodResult[] polished = Model.Background is null ? alone : Of("polished");
        int[] sure = [.. Enumerable.Range(0, oracle.Length).Where(i => oracle[i].Status.IsUsable)];
        MethodResult[] OnSure(MethodResult[] results) => [.. sure.Select(i => results[i])];
        string[] failed = [.. Judged.Gates.Where(g => g.Verdict is not (GateVerdict.Pass or GateVerdict.NotJudged)).Select(g => g.Name)];
        bool canJudge = sure.Length > oracle.Length / 2;
        return
        [
            Options.Length == 0 ? "(none)" : $"`{Options}`",
            canJudge ? $"{Scores(OnSure(oracle))} ({sure.Length})" : $"({sure.Length})",
            Scores(fourDVar), Scores(polished) + (Model.Background is null ? " (the network's)" : ""), Scores(alone),
            Ratio(polished, fourDVar), Above(polished, fourDVar),
            Text(polished.Sum(r => r.RuntimeMs) / fourDVar.Sum(r => r.RuntimeMs), "F2"),
            canJudge ? Ratio(OnSure(polished), OnSure(oracle)) : "-", canJudge ? Above(OnSure(polished), OnSure(oracle)) : "-",
            Comparison.LeadSteps.ToString(CultureInfo.InvariantCulture), Text(Model.History.TrainTimeS, "F0"),
            failed.Length == 0 ? "none" : string.Join(", ", failed),
        ];
    }

    private static string Scores(MethodResult[] results) =>
        $"{Text(MeanEstimate.Of([.. results.Select(Squared)]).SquareRoot(), "F3")}, {Text(MeanEstimate.Of([.. results.Select(Nll)]), "F1")}";

    private static string Ratio(MethodResult[] results, MethodResult[] others) =>
        Text(MeanRatio.Of([.. results.Select(Squared)], [.. others.Select(Squared)]).SquareRoot(), "F3");

    private static string Above(MethodResult[] results, MethodResult[] others) =>
        Text(MeanEstimate.Of([.. results.Zip(others, (a, b) => Nll(a) - Nll(b))]), "F1");

    private static double Squared(MethodResult result) => result.RmseAssim * result.RmseAssim;

    private static double Nll(MethodResult result) => result.Nll * result.StandardDeviation.Length;

    private static string Text(MeanEstimate estimate, string format) => $"{Text(estimate.Value, format)} ± {Text(estimate.Upper - estimate.Value, format)}";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private MethodResult[] Of(string method) => [.. Comparison.Results.First(r => r[0].Name == method)];
}
