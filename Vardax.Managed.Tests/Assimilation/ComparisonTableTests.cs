using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Assimilation;

public sealed class ComparisonTableTests
{
    private static readonly MethodResult Template = MethodRunner.Run(
        new FixedAnalysis(new float[6], [1, 1, 1, 2, 2, 2], AnalysisStatus.Ok),
        new ProblemGenerator(Presets.Reference() with { WindowSteps = 1, TotalSteps = 3, BurnInSteps = 0 })
            .Generate(RandomKey.FromSeed(1)));

    private static MethodSummary Scored(string name, double rmse) => MethodSummary.Of([Result(name, rmse)]);

    /// <summary>The template with scores of its own; those that are not given are the template's.</summary>
    private static MethodResult Result(
        string name, double rmseTotal, double? rmseForecast = null, double? nll = null, double trainTimeS = 0,
        AnalysisStatus? status = null) => new()
        {
            Name = name, RmseTotal = rmseTotal, RmseForecast = rmseForecast ?? Template.RmseForecast, Nll = nll ?? Template.Nll,
            TrainTimeS = trainTimeS, Status = status ?? Template.Status, Estimate = Template.Estimate,
            StandardDeviation = Template.StandardDeviation, RmseAssim = Template.RmseAssim, RmseTrace = Template.RmseTrace,
            ComponentRmseAssim = Template.ComponentRmseAssim, ComponentRmseTotal = Template.ComponentRmseTotal,
            Spread = Template.Spread, Coverage1Sigma = Template.Coverage1Sigma, Coverage2Sigma = Template.Coverage2Sigma,
            RuntimeMs = Template.RuntimeMs,
        };

    [Fact]
    public void The_best_method_comes_first_and_one_without_a_score_last()
    {
        var table = new ComparisonTable(
        [
            Scored("lost", double.NaN), Scored("fair", 2), Scored("best", 0.5), Scored("diverged", double.PositiveInfinity),
            Scored("poor", 30),
        ]);
        Assert.Equal(["best", "fair", "poor"], table.Methods.Take(3).Select(r => r.Name));
        Assert.Equal(["diverged", "lost"], table.Methods.Skip(3).Select(r => r.Name).Order());
    }

    [Fact]
    public void Markdown_has_a_row_per_method_and_invariant_numbers()
    {
        MethodResult result = Result("a", 1.23456, double.NaN, -0.5, trainTimeS: 2);
        string[] lines = new ComparisonTable([Scored("b", 9), MethodSummary.Of([result])]).ToMarkdown()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.Equal(12, line.Count(c => c == '|')));
        string[] cells = [.. lines[2].Split('|').Select(cell => cell.Trim())];
        Assert.Equal(("a", "NaN", "1.2346", "1.5", "-3", "2"), (cells[1], cells[3], cells[4], cells[5], cells[6], cells[10]));
        Assert.Equal("ok", cells[11]);
        Assert.StartsWith("| method |", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("| --- | ---: |", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Many_problems_come_with_standard_errors_and_with_the_number_that_cannot_be_used()
    {
        MethodResult other = Result(
            Template.Name, 3, status: AnalysisStatus.Unusable(AnalysisCode.NotConverged, "not converged"));
        string row = new ComparisonTable([MethodSummary.Of([Result(Template.Name, 1), other])]).ToMarkdown().Split('\n')[2];
        // The root of the mean of 1 and 9; its standard error is that of the mean, 4, over twice the root.
        Assert.Contains("| 2.2361 +- 0.8944 |", row, StringComparison.Ordinal);
        Assert.EndsWith("| 1 of 2 not usable: not converged |", row, StringComparison.Ordinal);
    }
}
