using System.Globalization;
using Vardax.Managed.Calibration;
using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Cli.Output;

/// <summary>A posterior's calibration as tables, figures and a page.</summary>
internal sealed class CalibrateReport(CalibrationExperiment experiment, CalibrationExperimentResult result, string preset)
{
    private readonly CalibrationReport report = result.Report;

    /// <summary>The gates; where they were judged, the quantities behind the ranks, scores and coverage.</summary>
    public IReadOnlyList<ReportTable> Tables { get; } = result.Report.Quantities.Count == 0
        ? [GateReport.Table(result)]
        : [GateReport.Table(result), Quantities(result.Report), Scores(result.Report)];

    /// <summary>The figures and the page, as file names and texts.</summary>
    public IReadOnlyList<(string Name, string Text)> Files(string command)
    {
        IReadOnlyList<Figure> figures = CalibrationFigures.Of(report);
        return
        [
            .. figures.Select(figure => (figure.Stem + ".svg", figure.Render(Theme.Light))),
            ("report.html", HtmlReport.Render(Page(figures, command))),
        ];
    }

    private static ReportTable Quantities(CalibrationReport report) => new(
        "Ranks of the truth, by quantity", ["", "verdict", "largest ECDF difference", "chi-square p"],
        [.. report.Quantities.Select<QuantityCalibration, string[]>(q => [q.Name, GateReport.Words(q.Verdict),
            Text.Score(q.Ecdf.Difference.MaxBy(Math.Abs)), Text.Score(q.Histogram.Uniformity.PValue)])],
        "Verdict: of the simultaneous band shared among all quantities; the figures' bands are of one quantity alone. "
        + "The chi-square test of the histogram is no part of it.");

    private static ReportTable Scores(CalibrationReport report)
    {
        static string[] Row(string name, MeanEstimate estimate) =>
            [name, Text.Score(estimate.Value), $"{Text.Score(estimate.Lower)} to {Text.Score(estimate.Upper)}"];
        return new ReportTable(
            "Scores and coverage", ["", report.Method, "95 % interval"],
            [
                Row("rmse", report.Rmse),
                Row("spread", report.Spread),
                Row("mean_crps", report.Crps),
                Row("energy_score", report.EnergyScore),
                .. report.Coverage.SelectMany(curve => curve.Levels.Zip(curve.Observed, (level, observed) => Row(
                    string.Create(CultureInfo.InvariantCulture, $"coverage at {level:G3}, {curve.Name}"), observed))),
            ],
            "spread: root of the mean predicted variance. mean_crps: over the window's entries, of the samples. energy_score: of "
            + "the window, every entry in prior standard deviations. Coverage is judged of the samples' intervals; those of mean "
            + "and standard deviation are as of a Gaussian.");
    }

    private ReportData Page(IReadOnlyList<Figure> figures, string command)
    {
        TrainingPlan plan = result.Model.Plan;
        string problems = string.Create(CultureInfo.InvariantCulture, $"{report.Problems:N0}");
        return new ReportData
        {
            Title = $"{result.Model.Settings.Model.Name}: calibration of the {report.Method} posterior",
            Summary = $"Judged on {problems} simulated problems that training never saw, preset {preset}. "
                + GateReport.Sentence(result),
            Settings =
            [
                .. ProblemText.Settings(result.Model.Settings, preset),
                ("recipe", plan.Recipe.Name),
                ("head", plan.Config.Head.Name),
                ("training", $"{plan.Recipe.Steps} steps of {plan.Recipe.BatchSize} problems"),
                ("gates", $"{problems} problems, {report.Samples} samples each; "
                    + $"agreement on {experiment.AgreementWindows}, adjoint on {experiment.AdjointWindows} windows"),
                ("keys", $"model {plan.ModelKey.Seed}, training {plan.TrainKey.Seed}, held-out {experiment.Keys.HeldOut}"),
            ],
            Tables = Tables,
            Figures = figures,
            Command = command,
            Version = LibraryVersion.Text,
        };
    }
}
