using System.Globalization;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Output;

/// <summary>A comparison of methods as tables, figures, CSV and a page.</summary>
internal sealed class CompareReport(MethodComparison comparison, ComparisonResult result, string preset)
{
    private readonly ProblemSettings settings = comparison.Settings;
    private readonly StateParts parts = StateParts.Of(comparison.Settings.Model);
    private readonly double[] scales = StateParts.Of(comparison.Settings.Model).Scales(comparison.Settings);
    private readonly IReadOnlyList<MethodSummary> methods = result.Table.Methods;

    /// <summary>Accuracy and forecast; calibration, cost and status; both best first.</summary>
    public IReadOnlyList<ReportTable> Tables => [Accuracy(), Trust()];

    /// <summary>The figures, the trajectories and the page, as file names and texts.</summary>
    public IReadOnlyList<(string Name, string Text)> Files(string command)
    {
        IReadOnlyList<Figure> figures = ComparisonFigures.Of(FigureSeries());
        return
        [
            .. figures.Select(figure => (figure.Stem + ".svg", figure.Render(Theme.Light))),
            ("trajectories.csv", Trajectories()),
            ("report.html", HtmlReport.Render(Page(figures, command))),
        ];
    }

    private string Where => comparison.Problems == 1
        ? $"problem key {comparison.Keys.Problem}, preset {preset}"
        : string.Create(CultureInfo.InvariantCulture, $"{comparison.Problems:N0} held-out problems, preset {preset}");

    private ReportTable Accuracy()
    {
        string[] components = [.. parts.Components.Select(c => $"assim {c}"), .. parts.Unknowns];
        return new ReportTable(
            $"Accuracy: {Where}", ["", "rmse_assim", "rmse_forecast", "rmse_total", .. components],
            [.. methods.Select<MethodSummary, string[]>(m => [m.Name, Text.Score(m.RmseAssim), Text.Score(m.RmseForecast),
                Text.Score(m.RmseTotal), .. m.ComponentRmseAssim.Concat(m.UnknownRmse).Select(c => Text.Score(c.Value))])],
            "Root-mean-square errors over states and components, sorted by rmse_total."
            + (scales.All(scale => scale == 1) ? ""
                : " Components differ in unit: rmse_assim, rmse_forecast and rmse_total are in units of each component's spread over simulated windows.")
            + (parts.Unknowns.Count == 0 ? "" : " Unknown constants: root-mean-square errors of their estimates.")
            + (comparison.Problems == 1 ? "" : " In brackets 95 % intervals over the problems."));
    }

    private ReportTable Trust() => new(
        $"Calibration and cost: {Where}",
        ["", "spread", "nll", "1 sigma", "2 sigma", "runtime_ms", "train_time_s", "status"],
        [.. methods.Select<MethodSummary, string[]>(m => [m.Name, Text.Score(m.Spread.Zip(scales, (spread, scale) => spread / scale).Average()), Text.Score(m.Nll),
            Text.Score(m.Coverage1Sigma.Value), Text.Score(m.Coverage2Sigma.Value), Text.Score(m.RuntimeMs),
            Text.Score(m.TrainTimeS == 0 ? null : m.TrainTimeS), Status(m)])],
        $"spread: mean predicted standard deviation{(scales.All(scale => scale == 1) ? "" : ", in units of each component's spread over simulated windows")}. "
        + "nll: negative log density of the true window under the predicted marginals, "
        + "summed, in nats. 1 and 2 sigma: share of true states within, 0.6827 and 0.9545 when calibrated. runtime_ms: one analysis "
        + "and forecast" + (comparison.Problems == 1 ? "." : ", the median; the oracle's is that of one problem alone.") + Background())
    {
        EndsInWords = true,
    };

    private string Background() => comparison.Background == BackgroundKind.Published
        ? string.Create(CultureInfo.InvariantCulture,
            $" Background of the classical methods: mean 0, variance {settings.PriorStd}^2; for oi and 3dvar at every state by itself.")
        : " Background of the classical methods: mean and covariance of simulated windows; for 4DVar of the state "
            + $"{result.LeadSteps} steps before the window.";

    private string Status(MethodSummary m)
    {
        if (m.Unusable > 0)
            return m.Problems == 1 ? m.Message : $"{m.Unusable} of {m.Problems} not usable: {m.Message}";
        if (m.Miscoverage is { } fault)
            return fault;
        if (m.Name == "oracle")
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"ok, effective sample size {(m.Problems == 1 ? "" : "at least ")}{result.EffectiveSampleSizes.Min():F0}");
        }

        // "converged after 9 iterations", without the cost that follows.
        return m.Problems == 1 ? m.Message.Split(':')[0] : "ok";
    }

    private ComparisonFigureData FigureSeries()
    {
        int[] components = [.. Enumerable.Range(0, parts.Components.Count)];
        return new ComparisonFigureData
        {
            Model = settings.Model.Name,
            Components = parts.Components,
            Times = ProblemText.Times(settings),
            WindowStates = settings.WindowStates,
            Truth = [.. components.Select(result.Problem.Truth.Component)],
            Observations = ProblemText.Observations(result.Problem),
            Methods = [.. result.First.Select(first =>
            {
                MethodSummary summary = methods.Single(m => m.Name == first.Name);
                return new ComparedMethod
                {
                    Name = first.Name,
                    Estimate = [.. components.Select(first.Estimate.Component)],
                    RmseTrace = [.. summary.RmseTrace.Select(e => (float)e)],
                    RuntimeMs = summary.RuntimeMs,
                    RmseAssim = summary.RmseAssim.Value,
                    RmseTotal = summary.RmseTotal.Value,
                    RmseAssimInterval = comparison.Problems == 1 ? null : (summary.RmseAssim.Lower, summary.RmseAssim.Upper),
                };
            })],
        };
    }

    private string Trajectories()
    {
        var columns = new List<(string Name, Func<int, float> Cell)>();
        for (int c = 0; c < parts.Components.Count; c++)
        {
            int component = c;
            string name = parts.Components[c];
            foreach ((string source, Trajectory trajectory) in
                result.First.Select(m => (m.Name, m.Estimate)).Prepend(("truth", result.Problem.Truth)))
            {
                columns.Add(($"{source}_{name}", t => trajectory[t][component]));
            }
        }

        return Csv.Render(columns, [.. Enumerable.Range(0, settings.TotalSteps + 1).Select(t => settings.Grid[t])]);
    }

    private ReportData Page(IReadOnlyList<Figure> figures, string command)
    {
        MethodSummary best = methods.MinBy(m => double.IsNaN(m.RmseAssim.Value) ? double.PositiveInfinity : m.RmseAssim.Value)!;
        ExperimentKeys keys = comparison.Keys;
        TrainingRecipe recipe = result.Model?.Plan.Recipe ?? comparison.Recipe;
        (ulong model, ulong train) = result.Model?.Plan is { } plan
            ? (plan.ModelKey.Seed, plan.TrainKey.Seed) : (keys.Model, keys.Train);
        return new ReportData
        {
            Title = $"{settings.Model.Name}: data assimilation methods compared",
            Summary = $"{methods.Count} methods on {Where}. Smallest window RMSE: {best.Name}, {Text.Score(best.RmseAssim)}.",
            Settings =
            [
                .. ProblemText.Settings(settings, preset),
                ("training", $"{recipe.Name}, {recipe.Steps} steps of {recipe.BatchSize} problems"),
                ("oracle", string.Create(CultureInfo.InvariantCulture, $"{comparison.OracleDraws:N0} draws")),
                ("keys", $"problem {keys.Problem}, model {model}, training {train}, held-out {keys.HeldOut}"),
            ],
            Tables = Tables,
            Figures = figures,
            Command = command,
            Version = LibraryVersion.Text,
        };
    }
}
