using System.Globalization;
using System.Text;

namespace Vardax.Managed.Assimilation;

/// <summary>Results of several methods on one problem, best first.</summary>
public sealed class ComparisonTable
{
    private static readonly string[] Headings =
        ["method", "rmse_assim", "rmse_forecast", "rmse_total", "spread", "nll", "1 sigma", "2 sigma", "runtime_ms", "train_s"];

    /// <summary>Orders the results by <see cref="MethodResult.RmseTotal"/>, NaN last.</summary>
    public ComparisonTable(IEnumerable<MethodResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        Results = [.. results.OrderBy(r => double.IsNaN(r.RmseTotal) ? double.PositiveInfinity : r.RmseTotal)];
    }

    /// <summary>The results, smallest total RMSE first.</summary>
    public IReadOnlyList<MethodResult> Results { get; }

    /// <summary>The table as a Markdown table: RMSEs, mean spread, NLL per entry, coverage, times.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", Headings).Append(" |\n");
        text.Append('|').Append(" --- |").Insert(text.Length, " ---: |", Headings.Length - 1).Append('\n');
        foreach (MethodResult r in Results)
        {
            text.Append("| ").AppendJoin(" | ", r.Name, Number(r.RmseAssim), Number(r.RmseForecast), Number(r.RmseTotal),
                Number(r.Spread.Average()), Number(r.Nll), Number(r.Coverage1Sigma), Number(r.Coverage2Sigma),
                Number(r.RuntimeMs), Number(r.TrainTimeS)).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
