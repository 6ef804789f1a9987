using System.Globalization;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Output;

/// <summary>One run as tables, figures, CSV and a page.</summary>
internal sealed class RunReport
{
    private readonly AmortizedExperiment experiment;
    private readonly ExperimentResult result;
    private readonly CalibrationExperimentResult? gates;
    private readonly string preset;
    private readonly ProblemSettings settings;
    private readonly StateParts parts;

    public RunReport(
        AmortizedExperiment experiment, ExperimentResult result, CalibrationExperimentResult? gates, string preset)
    {
        (this.experiment, this.result, this.gates, this.preset, settings) = (experiment, result, gates, preset, experiment.Settings);
        parts = StateParts.Of(settings.Model);
        Tables = gates is null ? [Scores(), Calibration()] : [Scores(), Calibration(), GateReport.Table(gates)];
    }

    /// <summary>The test problem's scores beside the baselines', the calibration over the held-out problems, and the gates.</summary>
    public IReadOnlyList<ReportTable> Tables { get; }

    /// <summary>The figures, the trajectories and the page, as file names and texts.</summary>
    public IReadOnlyList<(string Name, string Text)> Files(string command)
    {
        FigureData series = FigureSeries();
        IReadOnlyList<Figure> figures =
            [.. RunFigures.Of(series), .. gates is null ? [] : CalibrationFigures.Of(gates.Report)];
        return
        [
            .. figures.Select(figure => (figure.Stem + ".svg", figure.Render(Theme.Light))),
            ("trajectories.csv", Trajectories(series)),
            ("report.html", HtmlReport.Render(Page(figures, command))),
        ];
    }

    private ReportTable Scores()
    {
        bool published = PublishedScores.Apply(settings, experiment.Keys);
        PublishedScores[] others = published ? [PublishedScores.Vardax, PublishedScores.Bayes] : [];
        MethodResult[] ours = result.Polished is { } polished
            ? [polished, result.Amortized, result.Linear, result.Climatology]
            : [result.Amortized, result.Linear, result.Climatology];
        PredictiveSummary predictive = result.Predictive;
        string[] All(string name, Func<MethodResult, double> score, Func<PublishedScores, double?> other) =>
            [name, .. ours.Select(m => Text.Score(score(m))), .. others.Select(o => Text.Number(other(o)))];
        string[] First(string name, double score, Func<PublishedScores, double?> other) =>
            [name, Text.Score(score), .. ours.Skip(1).Select(_ => Text.Nothing), .. others.Select(o => Text.Number(other(o)))];

        List<string[]> rows =
        [
            All("rmse_assim", m => m.RmseAssim, o => o.RmseAssim),
            All("rmse_forecast", m => m.RmseForecast, o => o.RmseForecast),
            All("rmse_total", m => m.RmseTotal, o => o.RmseTotal),
            First("final_nll", result.Training.FinalNll, o => o.FinalNll),
            First("predictive_rmse", predictive.Rmse, o => o.PredictiveRmse),
            First("predictive_nll", predictive.Nll, o => o.PredictiveNll),
        ];
        for (int c = 0; c < parts.Components.Count; c++)
        {
            int component = c;
            rows.Add([$"mean_predictive_std {parts.Components[c]}", Text.Score(predictive.MeanStd[c]),
                .. ours.Skip(1).Select(m => Text.Score(m.Spread[component])),
                .. others.Select(o => Text.Number(o.MeanPredictiveStd?[component]))]);
        }

        for (int u = 0; u < parts.Unknowns.Count; u++)
        {
            int unknown = u;
            rows.Add([$"error {parts.Unknowns[u]}", .. ours.Select(m => Text.Score(m.UnknownErrors[unknown])), .. others.Select(_ => Text.Nothing)]);
            rows.Add([$"std {parts.Unknowns[u]}", .. ours.Select(m => Text.Score(m.UnknownSpread[unknown])), .. others.Select(_ => Text.Nothing)]);
        }

        rows.Add(All("runtime_ms", m => m.RuntimeMs, o => o.RuntimeMs));
        rows.Add(First("train_time_s", result.Training.TrainTimeS, o => o.TrainTimeS));
        return new ReportTable(
            $"Problem key {experiment.Keys.Problem}, preset {preset}, recipe {experiment.Recipe.Name}",
            ["", .. ours.Select(m => m.Name), .. others.Select(o => o.Name)], rows,
            (result.Polished is null ? "" : "polished: the network's answer after a few Gauss-Newton steps on the 4DVar cost. ")
            + "linear: the best linear estimate under the simulated prior. "
            + "climatology: the simulated prior's mean, no observation used. "
            + (parts.Unknowns.Count == 0 ? "" : "error and std: of each unknown constant. ")
            + $"predictive: mean and standard deviation of {predictive.Count} posterior samples; NLL per entry."
            + (published ? " vardax and Bayes optimum: scores others published, their times of other machines." : ""));
    }

    private ReportTable Calibration()
    {
        HeldOutResult scores = result.HeldOut;
        string[] Row(string name, MeanEstimate ours, double? climatology, double? calibrated) =>
            [name, Text.Score(ours.Value), $"{Text.Score(ours.Lower)} to {Text.Score(ours.Upper)}", Text.Score(climatology), Text.Score(calibrated)];
        return new ReportTable(
            string.Create(CultureInfo.InvariantCulture, $"Calibration over {scores.Problems:N0} held-out problems"),
            ["", result.Analysis.Name, "95 % interval", "climatology", "calibrated"],
            [
                Row("rmse_assim", scores.RmseAssim, scores.ClimatologyRmseAssim.Value, null),
                Row("nll", scores.Nll, scores.ClimatologyNll.Value, null),
                Row("coverage_1sigma", scores.Coverage1Sigma, null, 0.6827),
                Row("coverage_2sigma", scores.Coverage2Sigma, null, 0.9545),
            ],
            "Problems never trained on. nll: negative log density of the true window, summed over its entries, in nats. "
            + "Intervals are over the problems.");
    }

    private FigureData FigureSeries()
    {
        Trajectory truth = result.Problem.Truth, estimate = result.Analysis.Estimate;
        (float[] lower, float[] upper) = (result.Predictive.Lower, result.Predictive.Upper);
        int dimension = settings.StateDimension;
        int[] components = [.. Enumerable.Range(0, parts.Components.Count)];
        return new FigureData
        {
            Model = settings.Model.Name,
            Components = parts.Components,
            Times = ProblemText.Times(settings),
            WindowStates = settings.WindowStates,
            Truth = [.. components.Select(truth.Component)],
            Estimate = [.. components.Select(estimate.Component)],
            BandLower = [.. components.Select(new Trajectory(settings.Grid, dimension, lower).Component)],
            BandUpper = [.. components.Select(new Trajectory(settings.Grid, dimension, upper).Component)],
            Observations = ProblemText.Observations(result.Problem),
            RmseTrace = [.. result.Analysis.RmseTrace.Select(e => (float)e)],
            ClimatologyRmseTrace = [.. result.Climatology.RmseTrace.Select(e => (float)e)],
            RmseTotal = result.Analysis.RmseTotal,
            Losses = result.Training.Losses,
        };
    }

    private string Trajectories(FigureData figures)
    {
        var columns = new List<(string Name, Func<int, float> Cell)>();
        for (int c = 0; c < parts.Components.Count; c++)
        {
            (int component, string name) = (c, parts.Components[c]);
            columns.Add(($"truth_{name}", t => figures.Truth[component][t]));
            columns.Add(($"estimate_{name}", t => figures.Estimate[component][t]));
            columns.Add(($"lower_{name}", t => figures.BandLower[component][t]));
            columns.Add(($"upper_{name}", t => figures.BandUpper[component][t]));
            columns.Add(($"obs_{name}", t =>
            {
                int at = Array.FindIndex(figures.Observations[component], o => o.Time == figures.Times[t]);
                return at < 0 ? float.NaN : figures.Observations[component][at].Value;
            }
            ));
        }

        return Csv.Render(columns, [.. Enumerable.Range(0, settings.TotalSteps + 1).Select(t => settings.Grid[t])]);
    }

    private ReportData Page(IReadOnlyList<Figure> figures, string command)
    {
        HeldOutResult scores = result.HeldOut;
        string summary = string.Create(CultureInfo.InvariantCulture,
            $"An amortized posterior trained on {experiment.Recipe.Steps:N0} batches of {experiment.Recipe.BatchSize:N0} simulated "
                + $"problems{(result.Polished is null ? "" : ", and polished,")} analysed the test problem's {settings.WindowStates} states "
                + $"with an RMSE of {result.Analysis.RmseAssim:G3} (climatology {result.Climatology.RmseAssim:G3}). Over "
                + $"{scores.Problems:N0} problems it never saw, {100 * scores.Coverage1Sigma.Value:F1} % of the true states lie within one "
                + $"predicted standard deviation and {100 * scores.Coverage2Sigma.Value:F1} % within two; 68.3 % and 95.4 % would be "
                + $"exact.{(gates is null ? "" : " " + GateReport.Sentence(gates))}");
        return new ReportData
        {
            Title = $"{settings.Model.Name}: amortized data assimilation",
            Summary = summary,
            Settings = Settings(),
            Tables = Tables,
            Figures = figures,
            Command = command,
            Version = LibraryVersion.Text,
        };
    }

    private (string Name, string Value)[] Settings()
    {
        ExperimentKeys keys = experiment.Keys;
        return
        [
            .. ProblemText.Settings(settings, preset),
            ("recipe", experiment.Recipe.Name),
            ("head", experiment.Config.Head.Name),
            ("training", $"{experiment.Recipe.Steps} steps of {experiment.Recipe.BatchSize} problems"),
            ("keys", $"problem {keys.Problem}, model {keys.Model}, training {keys.Train}, samples {keys.Sample}, held-out {keys.HeldOut}"),
        ];
    }
}
