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
    /// <summary>The columns of the scores.</summary>
    public static readonly string[] ScoreColumns =
        ["options", "oracle (sure of)", "multi-start 4DVar", "polished", "network alone", "lead, steps", "training, s"];

    /// <summary>The columns of what stands against what.</summary>
    public static readonly string[] RatioColumns =
    [
        "options", "over 4DVar: RMSE", "NLL, nats", "time", "over the oracle: RMSE", "NLL, nats", "alone over the oracle: RMSE",
        "gates that fail",
    ];

    private TrainedModel Model => Comparison.Model!;

    private MethodResult[] FourDVar => Of("strong_4dvar");

    private MethodResult[] Alone => Of("amortized");

    // A model whose own answers know more has no other.
    private MethodResult[] Polished => Model.Background is null ? Alone : Of("polished");

    private string Name => Options.Length == 0 ? "(none)" : $"`{Options}`";

    /// <summary>Window RMSE and NLL of each method, with the lead-in and the time of the training.</summary>
    public string[] ScoreCells()
    {
        MethodResult[] sure = Sure(Of("oracle"));
        return
        [
            Name, CanJudge ? $"{Scores(sure)} ({sure.Length})" : $"({sure.Length})", Scores(FourDVar),
            Scores(Polished) + (Model.Background is null ? " (the network's)" : ""), Scores(Alone),
            Comparison.LeadSteps.ToString(CultureInfo.InvariantCulture), Text(Model.History.TrainTimeS, "F0"),
        ];
    }

    /// <summary>Polished answers against others on the same problems, and the gates.</summary>
    public string[] RatioCells()
    {
        MethodResult[] sure = Sure(Of("oracle"));
        string[] failed = [.. Judged.Gates.Where(g => g.Verdict is not (GateVerdict.Pass or GateVerdict.NotJudged)).Select(g => g.Name)];
        return
        [
            Name, Ratio(Polished, FourDVar), Above(Polished, FourDVar),
            Text(Polished.Sum(r => r.RuntimeMs) / FourDVar.Sum(r => r.RuntimeMs), "F2"),
            CanJudge ? Ratio(Sure(Polished), sure) : "-", CanJudge ? Above(Sure(Polished), sure) : "-",
            CanJudge ? Ratio(Sure(Alone), sure) : "-", failed.Length == 0 ? "none" : string.Join(", ", failed),
        ];
    }

    /// <summary>Those of the problems that the oracle is sure of.</summary>
    private MethodResult[] Sure(MethodResult[] results) => [.. results.Zip(Of("oracle")).Where(pair => pair.Second.Status.IsUsable).Select(pair => pair.First)];

    private bool CanJudge => 2 * Sure(Alone).Length > Alone.Length;

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
