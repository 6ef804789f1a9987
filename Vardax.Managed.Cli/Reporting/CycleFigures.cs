using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Vardax.Managed.Cycling;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>The figures of a cycled experiment: error and spread in time, and rank histograms.</summary>
internal static class CycleFigures
{
    private const int MostTimes = 200, MostMethods = 6;

    /// <summary>All figures; each is also written to a file of its own.</summary>
    public static IReadOnlyList<Figure> Of(IReadOnlyList<CycleResult> results)
    {
        CycleResult[] shown = [.. results.Where(result => result.Runs[0].RmseA.Count > 1)];
        CycleResult[] best = [.. shown.Take(MostMethods)];
        if (best.Length == 0)
            return [];
        string leftOut = Chart.LeftOut($"beyond the first {MostMethods}", shown.Skip(MostMethods).Select(Name));
        return
        [
            new("cycle-rmse", "Error in time", 480, theme => Trace("rmse_a", best, run => run.RmseA, theme),
                $"Line chart of the analysis error in time; means: {Means(best, run => run.RmseA)}.",
                $"Root-mean-square error over the components of each analysis, of the first truth, over {MostTimes} analyses at most after the burn-in.{leftOut}"),
            new("cycle-spread", "Spread in time", 480, theme => Trace("spread_a", best, run => run.SpreadA, theme),
                $"Line chart of the analysis spread in time; means: {Means(best, run => run.SpreadA)}.",
                $"Root mean over the components of the analysis variance at the same times. A consistent filter's spread is as large as its error in the mean.{leftOut}"),
            new("cycle-ranks", "Rank histograms", PanelGrid.Height(shown.Length), theme => Ranks(shown, theme),
                $"Histograms of the truth's rank in the analysis distribution; largest share of a bin over its expectation: {Largest(shown)}.",
                "Place of the truth in the analysis distribution, over all components, analyses and truths: flat if the filter is consistent, a U shape if "
                + "its spread is too small, a hump if it is too wide. The dashed line is the expected share; ensembles of few members fall into few bins."),
        ];
    }

    private static string Name(CycleResult result) =>
        result.Row.Method.HasMembers ? $"{result.Row.Method} {result.Row.Options.Members}" : result.Row.Method.Name;

    private static string Means(IEnumerable<CycleResult> results, Func<CycleRun, IReadOnlyList<double>> series) =>
        string.Join(", ", results.Select(result => $"{Name(result)} {Chart.Number(series(result.Runs[0]).Average())}"));

    private static PlotModel Trace(string name, CycleResult[] results, Func<CycleRun, IReadOnlyList<double>> series, Theme theme)
    {
        PlotModel model = Chart.Create(name, theme);
        float[] times = [.. results.MaxBy(result => result.Runs[0].Times.Count)!.Runs[0].Times.Take(MostTimes).Select(time => (float)time)];
        model.Axes.Add(Chart.Time(times, theme));
        model.Axes.Add(Chart.Styled(
            new DecadeAxis(results.SelectMany(result => series(result.Runs[0]).Take(MostTimes))), AxisPosition.Left, $"{name} (log scale)", theme));
        for (int m = 0; m < results.Length; m++)
        {
            CycleRun run = results[m].Runs[0];
            model.Series.Add(Chart.MethodLine(Name(results[m]), m, theme, run.Times.Zip(series(run)).Take(MostTimes)
                .Select(point => (point.First, DecadeAxis.IsShown(point.Second) ? point.Second : double.NaN))));
        }

        return model;
    }

    private static double[] Shares(CycleResult result)
    {
        double[] counts = [.. Enumerable.Range(0, CycleRun.Bins).Select(bin => (double)result.Runs.Sum(run => run.Ranks[bin]))];
        double sum = Math.Max(1, counts.Sum());
        return [.. counts.Select(count => count * CycleRun.Bins / sum)];
    }

    private static string Largest(IEnumerable<CycleResult> results) =>
        string.Join(", ", results.Select(result => $"{Name(result)} {Chart.Number(Shares(result).Max())}"));

    private static PlotModel Ranks(CycleResult[] results, Theme theme)
    {
        PlotModel model = Chart.Create("rank histograms", theme);
        double highest = results.Max(result => Shares(result).Max());
        PanelGrid grid = new(model, results.Length, "rank of the truth",
            () => Chart.Fitted(AxisPosition.Left, "share over expected", new(0, 1), new(0, highest), 3, theme), theme);
        for (int panel = 0; panel < results.Length; panel++)
        {
            double[] shares = Shares(results[panel]);
            RectangleBarSeries bars = new() { RenderInLegend = false, StrokeColor = theme.Background, StrokeThickness = 1 };
            for (int bin = 0; bin < shares.Length; bin++)
            {
                bars.Items.Add(new RectangleBarItem(bin / (double)shares.Length, 0, (bin + 1) / (double)shares.Length, shares[bin])
                {
                    Color = theme.Estimate,
                });
            }

            grid.Fill(panel, Name(results[panel]), bars, Chart.Line(null, theme.Text, LineStyle.Dash, 1.4, [(0, 1), (1, 1)]));
        }

        return model;
    }
}
