using System.Text.Json;
using System.Xml.Linq;
using Vardax.Managed.Calibration;
using Vardax.Managed.Cli.Output;

namespace Vardax.Managed.Tests.Cli;

public class CalibrateTests
{
    /// <summary>Accurate observations of a short window: a posterior near to Gaussian.</summary>
    private static readonly string[] Easy =
    [
        "calibrate", "--preset", "attractor", "--t-assim", "10", "--obs-every", "1", "--obs-noise", "0.02", "--steps", "200",
        "--runs", "200", "--agreement", "32", "--adjoint", "4",
    ];

    private static readonly string[] Quick =
        ["calibrate", "--runs", "20", "--samples", "19", "--agreement", "2", "--adjoint", "1"];

    [Fact]
    public async Task A_posterior_that_passes_every_gate_ends_with_0_and_its_document_says_what_was_found()
    {
        (int exitCode, string output, _) = await CommandLine.Run([.. Easy, "--json"]);
        Assert.Equal(0, exitCode);
        JsonElement document = JsonDocument.Parse(output).RootElement;
        Assert.True(document.GetProperty("passed").GetBoolean());
        Assert.Equal("attractor", document.GetProperty("preset").GetString());
        Assert.Equal("polished", document.GetProperty("method").GetString());
        Assert.Equal(
            (0, 1, 3, 200, 99, 0),
            (Int(document, "model_key"), Int(document, "train_key"), Int(document, "held_out_key"), Int(document, "runs"),
                Int(document, "samples"), Int(document, "unusable")));
        JsonElement[] gates = [.. document.GetProperty("gates").EnumerateArray()];
        Assert.Equal(
            ["simulation-based calibration", "TARP", "expected coverage", "spread-error ratio", "information", "posterior agreement",
                "adjoint agreement"],
            gates.Select(g => g.GetProperty("name").GetString()));
        foreach (JsonElement gate in gates)
        {
            Assert.Equal(
                ["name", "statistic", "interval", "threshold", "verdict", "message"], gate.EnumerateObject().Select(p => p.Name));
            Assert.Equal("pass", gate.GetProperty("verdict").GetString());
            Assert.True(double.IsFinite(gate.GetProperty("statistic").GetDouble()));
            Assert.True(gate.GetProperty("interval")[0].GetDouble() <= gate.GetProperty("interval")[1].GetDouble());
        }

        foreach (string name in (string[])["rmse", "spread", "mean_crps", "energy_score", "train_time_s"])
            Assert.True(document.GetProperty(name).GetDouble() > 0, name);
        JsonElement coverage = document.GetProperty("coverage")[0];
        Assert.Equal("samples", coverage.GetProperty("name").GetString());
        for (int i = 0; i < 4; i++)
            Assert.Equal(coverage.GetProperty("levels")[i].GetDouble(), coverage.GetProperty("observed")[i].GetDouble(), 0.05);
        JsonElement quantity = document.GetProperty("quantities")[10];
        Assert.Equal("log-density", quantity.GetProperty("name").GetString());
        Assert.Equal(200, quantity.GetProperty("histogram").EnumerateArray().Sum(count => count.GetInt32()));
        Assert.Equal(32, Int(document.GetProperty("agreement"), "windows"));
        Assert.Equal(4, Int(document.GetProperty("adjoint"), "windows"));
    }

    [Theory]
    [InlineData("fail_over_confident", "TARP", "--runs", "20", "--recipe", "reference", "--steps", "1")]
    [InlineData("fail_under_confident", "spread-error ratio", "--runs", "20", "--preset", "attractor", "--no-polish", "--steps",
        "1", "--dt", "0.07", "--t-assim", "20")]
    [InlineData("fail_biased", "x at step 0", "--runs", "100", "--preset", "attractor", "--t-assim", "5", "--no-polish",
        "--recalibrate", "0", "--batch", "1", "--steps", "3", "--learning-rate", "0.05")]
    [InlineData("fail_disagreement", "posterior agreement", "--runs", "20", "--recipe", "reference", "--steps", "1")]
    [InlineData("fail_disagreement", "adjoint agreement", "--runs", "20", "--recipe", "reference", "--steps", "1")]
    [InlineData("not_judged", "posterior agreement", "--runs", "20", "--preset", "attractor", "--head", "regression", "--steps",
        "1", "--dt", "0.06", "--t-assim", "240")]
    public async Task Every_other_verdict_is_reached_and_a_failed_gate_ends_with_3(
        string verdict, string name, params string[] args)
    {
        string[] sizes = ["--samples", "19", "--agreement", "2", "--adjoint", name == "adjoint agreement" ? "1" : "0"];
        (int exitCode, string output, string error) = await CommandLine.Run(["calibrate", "--json", .. sizes, .. args]);
        Assert.True(exitCode == 3, error);
        JsonElement document = JsonDocument.Parse(output).RootElement;
        Assert.False(document.GetProperty("passed").GetBoolean());
        JsonElement judged = document.GetProperty("gates").EnumerateArray()
            .Concat(document.GetProperty("quantities").EnumerateArray()).Single(g => g.GetProperty("name").GetString() == name);
        Assert.Equal(verdict, judged.GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData(GateVerdict.Pass, "pass")]
    [InlineData(GateVerdict.FailOverConfident, "fail_over_confident")]
    [InlineData(GateVerdict.FailUnderConfident, "fail_under_confident")]
    [InlineData(GateVerdict.FailBiased, "fail_biased")]
    [InlineData(GateVerdict.FailDisagreement, "fail_disagreement")]
    [InlineData(GateVerdict.NotJudged, "not_judged")]
    public void Verdicts_are_words(GateVerdict verdict, string word) => Assert.Equal(word, GateDocument.Word(verdict));

    [Fact]
    public async Task Threads_do_not_change_a_digit()
    {
        string[] documents = new string[3];
        for (int threads = 1; threads <= 3; threads++)
        {
            (_, string output, _) = await CommandLine.Run([.. Quick, "--steps", "10", "--json", "--threads", $"{threads}"]);
            documents[threads - 1] = string.Join('\n', JsonDocument.Parse(output).RootElement.EnumerateObject()
                .Where(p => p.Name != "train_time_s").Select(p => $"{p.Name} {p.Value.GetRawText()}"));
        }

        Assert.Equal(documents[0], documents[1]);
        Assert.Equal(documents[0], documents[2]);
    }

    [Fact]
    public async Task The_tables_and_the_files_show_every_gate()
    {
        using var folder = new TemporaryFolder();
        (_, string output, string error) = await CommandLine.Run([.. Quick, "--steps", "10", "--out", folder.Path]);
        Assert.Contains("written to", error, StringComparison.Ordinal);
        Assert.Equal(
            ["calibration-coverage.svg", "calibration-ecdf.svg", "calibration-ranks.svg", "calibration-zscore.svg", "report.html",
                "result.json"],
            Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string figure in Directory.GetFiles(folder.Path, "*.svg"))
            Assert.DoesNotContain("NaN", XDocument.Load(figure).ToString(), StringComparison.Ordinal);

        string page = File.ReadAllText(Path.Combine(folder.Path, "report.html"));
        JsonElement run = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "result.json"))).RootElement;
        foreach (JsonElement gate in run.GetProperty("gates").EnumerateArray())
        {
            Assert.Contains(gate.GetProperty("name").GetString()!, output, StringComparison.Ordinal);
            Assert.Contains(gate.GetProperty("name").GetString()!, page, StringComparison.Ordinal);
        }

        Assert.Equal(8, page.Split("<svg").Length - 1);
    }

    [Fact]
    public async Task Zero_windows_leave_the_comparisons_with_4DVar_out()
    {
        (_, string output, _) = await CommandLine.Run(
            [.. Quick[..5], "--agreement", "0", "--adjoint", "0", "--steps", "5", "--json"]);
        JsonElement document = JsonDocument.Parse(output).RootElement;
        Assert.Equal(4, document.GetProperty("gates").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, document.GetProperty("agreement").ValueKind);
        Assert.Equal(JsonValueKind.Null, document.GetProperty("adjoint").ValueKind);
    }

    [Theory]
    [InlineData("--runs", "19", "--runs is 19; it must be between 20 and")]
    [InlineData("--samples", "9", "--samples is 9; it must be between 19 and")]
    [InlineData("--samples", "100", "--samples is 100; it must be one less than a multiple of 20")]
    [InlineData("--agreement", "1", "--agreement is 1; it must be 0, or 2 to")]
    [InlineData("--agreement", "-1", "--agreement is -1; it must be between 0 and")]
    [InlineData("--adjoint", "-1", "--adjoint is -1; it must be between 0 and")]
    [InlineData("--threads", "0", "--threads is 0; it must be between 1 and")]
    [InlineData("--steps", "0", "--steps is 0; it must be between 1 and")]
    [InlineData("--preset", "lorenz", "--preset is lorenz; it must be reference or attractor.")]
    public async Task Bad_input_is_one_line_that_names_the_option(string option, string value, string expected)
    {
        (int exitCode, string output, string error) = await CommandLine.Run("calibrate", option, value);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"vardax: {expected}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task The_help_names_the_exit_code()
    {
        (int exitCode, string output, _) = await CommandLine.Run("calibrate", "--help");
        Assert.Equal(0, exitCode);
        Assert.Contains("exit code is 3 when a gate fails", output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_shows_the_gates_and_ends_with_0_whatever_they_say()
    {
        string[] run = ["run", "--recipe", "reference", "--steps", "1", "--held-out", "2"];
        (int exitCode, string output, _) = await CommandLine.Run([.. run, "--gates", "20", "--json"]);
        Assert.Equal(0, exitCode);
        JsonElement gates = JsonDocument.Parse(output).RootElement.GetProperty("gates");
        Assert.Equal(5, gates.GetArrayLength());
        Assert.Equal("fail_over_confident", gates[1].GetProperty("verdict").GetString());

        (_, output, _) = await CommandLine.Run([.. run, "--gates", "0", "--json"]);
        Assert.Equal(0, JsonDocument.Parse(output).RootElement.GetProperty("gates").GetArrayLength());
        (_, output, _) = await CommandLine.Run([.. run, "--gates", "20"]);
        Assert.Contains("Calibration gates", output, StringComparison.Ordinal);
        (exitCode, _, string error) = await CommandLine.Run("run", "--gates", "5");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("vardax: --gates is 5; it must be 0, or 20 to 1000000.", error, StringComparison.Ordinal);
    }

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
