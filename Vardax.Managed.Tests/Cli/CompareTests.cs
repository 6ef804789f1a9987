using System.Text.Json;

namespace Vardax.Managed.Tests.Cli;

public class CompareTests
{
    private static readonly string[] Small =
    [
        "compare", "--t-assim", "20", "--t-total", "40", "--steps", "5", "--oracle-draws", "5000", "--starts", "16",
    ];

    private static readonly string[] All =
    [
        "3dvar", "amortized", "climatology", "incremental_4dvar", "linear", "oi", "oracle", "polished", "strong_4dvar",
        "weak_4dvar",
    ];

    [Fact]
    public async Task The_document_holds_every_method_best_first()
    {
        JsonElement document = await Json([.. Small, "--json"]);
        JsonElement[] results = [.. document.GetProperty("results").EnumerateArray()];
        Assert.Equal(All, results.Select(r => r.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        double[] totals = [.. results.Select(r => r.GetProperty("rmse_total").GetDouble())];
        Assert.Equal(totals.Order(), totals);
        foreach (JsonElement result in results)
        {
            foreach (string name in (string[])["rmse_assim", "rmse_forecast", "nll", "coverage_1sigma", "coverage_2sigma", "runtime_ms"])
                Assert.True(double.IsFinite(result.GetProperty(name).GetDouble()), name);
            Assert.Equal(3, result.GetProperty("rmse_assim_components").GetArrayLength());
            Assert.Equal(JsonValueKind.Null, result.GetProperty("rmse_assim_interval").ValueKind);
            Assert.Equal(result.GetProperty("name").GetString() is "amortized" or "polished", result.GetProperty("train_time_s").GetDouble() > 0);
            Assert.Equal(
                result.GetProperty("name").GetString() == "oracle", result.TryGetProperty("effective_sample_size", out _));
        }
    }

    [Fact]
    public async Task Many_problems_come_with_intervals_and_the_same_scores_at_every_number_of_threads()
    {
        string[] args = [.. Small, "--json", "--preset", "attractor", "--problems", "5", "--methods", "strong_4dvar,oracle,oi"];
        JsonElement one = await Json([.. args, "--threads", "1"]), two = await Json([.. args, "--threads", "2"]);
        Assert.Equal(5, one.GetProperty("problems").GetInt32());
        foreach ((JsonElement a, JsonElement b) in
            one.GetProperty("results").EnumerateArray().Zip(two.GetProperty("results").EnumerateArray()))
        {
            double value = a.GetProperty("rmse_assim").GetDouble();
            double[] interval = [.. a.GetProperty("rmse_assim_interval").EnumerateArray().Select(e => e.GetDouble())];
            Assert.InRange(value, interval[0], interval[1]);
            Assert.Equal(value, b.GetProperty("rmse_assim").GetDouble());
            Assert.Equal(a.GetProperty("nll").GetDouble(), b.GetProperty("nll").GetDouble());
        }
    }

    [Fact]
    public async Task The_tables_and_the_files_name_every_method_chosen()
    {
        using var folder = new TemporaryFolder();
        (int exitCode, string output, string error) = await CommandLine.Run(
            [.. Small, "--methods", "oi,climatology", "--out", folder.Path]);
        Assert.Equal(0, exitCode);
        Assert.Contains("written to", error, StringComparison.Ordinal);
        Assert.Contains("climatology", output, StringComparison.Ordinal);
        Assert.DoesNotContain("3dvar", output.Split("sorted by")[0], StringComparison.Ordinal);
        Assert.Equal(
            ["comparison-latency.svg", "comparison-rmse.svg", "comparison-trajectories.svg", "report.html", "result.json", "trajectories.csv"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string heading = File.ReadLines(Path.Combine(folder.Path, "trajectories.csv")).First();
        Assert.StartsWith("time,truth_x,oi_x,climatology_x,truth_y", heading, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--methods", "oi,4dvar", "--methods is 'oi,4dvar'; it must be one or more of oracle, amortized,")]
    [InlineData("--methods", "oi,oi", "--methods is 'oi,oi'; it must be one or more of")]
    [InlineData("--problems", "0", "--problems is 0; it must be between 1 and")]
    [InlineData("--oracle-draws", "1", "--oracle-draws is 1; it must be between 2 and")]
    [InlineData("--background", "flat", "--background is flat; it must be climatological or published.")]
    [InlineData("--lead", "-1", "--lead is -1; it must be between 0 and")]
    [InlineData("--starts", "-1", "--starts is -1; it must be between 0 and")]
    [InlineData("--model-error-std", "0", "--model-error-std is 0; it must be a finite positive number.")]
    public async Task Bad_input_is_one_line_that_names_the_option(string option, string value, string expected)
    {
        (int exitCode, string output, string error) = await CommandLine.Run("compare", option, value);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"vardax: {expected}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    private static async Task<JsonElement> Json(string[] args)
    {
        (int exitCode, string output, string error) = await CommandLine.Run(args);
        Assert.True(exitCode == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }
}
