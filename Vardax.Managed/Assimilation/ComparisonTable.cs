using System.Globalization;
using System.Text;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Assimilation;

/// <summary>Several methods on the same problems, best first.</summary>
public sealed class ComparisonTable
{
    private static readonly string[] Headings =
    [
        "method", "rmse_assim", "rmse_forecast", "rmse_total", "spread", "nll", "1 sigma", "2 sigma", "runtime_ms", "train_s", "status",
    ];

    /// <summary>Orders the methods by <see cref="MethodSummary.RmseTotal"/>, NaN last.</summary>
    public ComparisonTable(IEnumerable<MethodSummary> methods)
    {
        ArgumentNullException.ThrowIfNull(methods);
        Methods = [.. methods.OrderBy(m => double.IsNaN(m.RmseTotal.Value) ? double.PositiveInfinity : m.RmseTotal.Value)];
    }

    /// <summary>The methods, smallest total RMSE first.</summary>
    public IReadOnlyList<MethodSummary> Methods { get; }

    /// <summary>
    /// The table as a Markdown table: RMSEs, mean spread, NLL of the window, coverage, times, status; with standard errors where
    /// there are several problems.
    /// </summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", Headings).Append(" |\n");
        text.Append('|').Append(" --- |").Insert(text.Length, " ---: |", Headings.Length - 2).Append(" --- |\n");
        foreach (MethodSummary m in Methods)
        {
            text.Append("| ").AppendJoin(" | ", m.Name, Number(m.RmseAssim), Number(m.RmseForecast), Number(m.RmseTotal),
                Number(m.Spread.Average()), Number(m.Nll), Number(m.Coverage1Sigma), Number(m.Coverage2Sigma),
                Number(m.RuntimeMs), Number(m.TrainTimeS), Status(m)).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Status(MethodSummary m) =>
        m.Problems == 1 ? m.Message : m.Unusable == 0 ? "ok" : $"{m.Unusable} of {m.Problems} not usable: {m.Message}";

    private static string Number(MeanEstimate estimate) => double.IsNaN(estimate.StandardError)
        ? Number(estimate.Value)
        : $"{Number(estimate.Value)} +- {Number(estimate.StandardError)}";

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
