using System.Globalization;
using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Cycling;

namespace Vardax.Managed.Cli.Output;

/// <summary>A cycled experiment as tables, figures and a page.</summary>
internal sealed class CycleReport(CycleExperiment experiment, IReadOnlyList<CycleResult> results)
{
    /// <summary>The scores as a document.</summary>
    public CycleDocument Document { get; } = CycleDocument.From(experiment, results);

    /// <summary>Accuracy beside what is published; consistency and cost; smallest rmse_a first.</summary>
    public IReadOnlyList<ReportTable> Tables => [Accuracy(), Consistency()];

    /// <summary>The figures and the page, as file names and texts.</summary>
    public IReadOnlyList<(string Name, string Text)> Files(string command)
    {
        IReadOnlyList<Figure> figures = CycleFigures.Of(results);
        return
        [
            .. figures.Select(figure => (figure.Stem + ".svg", figure.Render(Theme.Light))),
            ("report.html", HtmlReport.Render(Page(figures, command))),
        ];
    }

    private string Where => string.Create(CultureInfo.InvariantCulture,
        $"{experiment.Name}, {experiment.Cycles:N0} cycles{(experiment.Seeds == 1 ? "" : $", {experiment.Seeds} seeds")}");

    private ReportTable Accuracy() => new(
        $"Accuracy: {Where}", ["", "n", "inflation", "rotation", "rmse_a", "95 %", "published", "rmse_f", "crps_a", "diverged"],
        [.. Document.Results.Select<CycleDocument.Scores, string[]>(r => [r.Method, Text.Number(r.N), Text.Number(r.Inflation), r.Rotation ? "yes" : Text.Nothing,
            Text.Score(r.RmseA), r.RmseACi is [var lower, var upper] ? $"{Text.Score(lower)} to {Text.Score(upper)}" : Text.Nothing, Text.Number(r.Published),
            Text.Score(r.RmseF), Text.Score(r.CrpsA), Text.Number(r.Diverged)])],
        "rmse_a: time mean of the root-mean-square error of the analysis; rmse_f: before the analysis. Published: one run of about 1,000 cycles. "
        + "Diverged: runs that failed, or were worse than climatology.");

    private ReportTable Consistency() => new(
        $"Consistency and cost: {Where}", ["", "n", "spread_a", "error / spread", "innovation", "recoveries", "us_per_analysis", "status"],
        [.. results.Zip(Document.Results).Select<(CycleResult Result, CycleDocument.Scores Row), string[]>(r => [r.Row.Method, Text.Number(r.Row.N),
            Text.Score(r.Row.SpreadA), Text.Score(r.Result.Nees.Value), Text.Score(r.Result.ChiSquare.Value), Text.Number(r.Row.Recoveries),
            Text.Score(r.Row.UsPerAnalysis), Status(r.Result)])],
        "error / spread: squared error over variance, by components; innovation: chi square over the number of observations; both 1 if the filter is "
        + "consistent. recoveries: how often a filter had lost the truth and was set on it again (--recovery). "
        + "us_per_analysis: forecast and analysis of a cycle, in microseconds, the median.")
    {
        EndsInWords = true,
    };

    private static string Status(CycleResult result) =>
        result.Runs.FirstOrDefault(run => run.Diverged) is not { } first ? "ok" : first.Status.IsUsable ? "worse than climatology" : first.Status.Message;

    private ReportData Page(IReadOnlyList<Figure> figures, string command) => new()
    {
        Title = $"{experiment.System.Model.Name}: filters in a cycle",
        Summary = $"{results.Count} filters on {Where}. Smallest analysis error: {Document.Results[0].Method}, {Text.Score(Document.Results[0].RmseA)}.",
        Settings =
        [
            ("model", $"{experiment.System.Model.Name}, {experiment.System.StateDimension} components"),
            ("step", Text.Number(experiment.System.Dt)),
            ("observations", $"{experiment.System.Instruments} instruments, every {experiment.Every} steps"),
            ("burn-in", Text.Number(experiment.BurnIn)),
            ("key", $"{experiment.Key.Seed}"),
        ],
        Tables = Tables,
        Figures = figures,
        Command = command,
        Version = LibraryVersion.Text,
    };
}
