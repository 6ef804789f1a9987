using System.Text.Json;

namespace Vardax.Managed.Tests.Cli;

public class RunJsonTests
{
    [Fact]
    public async Task The_document_has_the_contracted_names_and_the_published_keys()
    {
        (int exitCode, string output, _) = await CommandLine.Run("run", "--json", "--steps", "20", "--held-out", "64", "--gates", "20");
        Assert.Equal(0, exitCode);
        JsonElement run = JsonDocument.Parse(output).RootElement;

        Assert.Equal("reference", run.GetProperty("preset").GetString());
        Assert.Equal("robust", run.GetProperty("recipe").GetString());
        Assert.Equal(
            (42, 0, 1, 2),
            (run.GetProperty("problem_key").GetInt32(), run.GetProperty("model_key").GetInt32(),
                run.GetProperty("train_key").GetInt32(), run.GetProperty("sample_key").GetInt32()));
        foreach (string name in (string[])["rmse_assim", "rmse_forecast", "rmse_total", "runtime_ms", "train_time_s", "final_nll",
            "predictive_rmse", "predictive_nll"])
        {
            Assert.True(double.IsFinite(run.GetProperty(name).GetDouble()), name);
        }

        Assert.Equal(3, run.GetProperty("mean_predictive_std").GetArrayLength());
        Assert.Equal(20, run.GetProperty("losses").GetArrayLength());
        Assert.Equal(run.GetProperty("losses")[19].GetDouble(), run.GetProperty("final_nll").GetDouble());
        foreach (string name in (string[])["rmse_assim", "rmse_forecast", "rmse_total"])
            Assert.True(run.GetProperty("climatology").GetProperty(name).GetDouble() > 0, name);
        JsonElement heldOut = run.GetProperty("held_out");
        Assert.Equal(64, heldOut.GetProperty("problems").GetInt32());
        foreach (string name in (string[])["rmse_assim", "climatology_rmse_assim", "nll", "coverage_1sigma", "coverage_2sigma"])
            Assert.True(double.IsFinite(heldOut.GetProperty(name).GetDouble()), name);
    }

    [Fact]
    public async Task The_reference_recipe_starts_at_the_published_loss()
    {
        (_, string output, _) = await CommandLine.Run("run", "--json", "--recipe", "reference", "--steps", "2", "--held-out", "2",
            "--gates", "0");
        double loss = JsonDocument.Parse(output).RootElement.GetProperty("losses")[0].GetDouble();
        Assert.Equal(22502.352, loss, 1e-4 * 22502);
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("robust")]
    public async Task Threads_do_not_change_a_digit(string recipe)
    {
        string[] documents = new string[3];
        for (int threads = 1; threads <= 3; threads++)
        {
            (_, string output, _) = await CommandLine.Run("run", "--json", "--recipe", recipe, "--steps", "10", "--held-out", "32", "--recalibrate", "2000",
                "--preset", "attractor", "--gates", "20", "--threads", $"{threads}");
            documents[threads - 1] = string.Join('\n', JsonDocument.Parse(output).RootElement.EnumerateObject()
                .Where(p => p.Name is not ("runtime_ms" or "train_time_s")).Select(p => $"{p.Name} {p.Value.GetRawText()}"));
        }

        Assert.Equal(documents[0], documents[1]);
        Assert.Equal(documents[0], documents[2]);
    }

    [Fact]
    public async Task Every_problem_option_reaches_the_problem()
    {
        static string Data(string document) => string.Join('\n', ((string[])["truth", "obs", "mask"])
            .Select(name => JsonDocument.Parse(document).RootElement.GetProperty(name).GetRawText()));
        (_, string standard, _) = await CommandLine.Run("simulate", "--json");
        string[][] changes =
        [
            ["--t-assim", "40"], ["--t-total", "900"], ["--dt", "0.02"], ["--obs-every", "4"], ["--obs-noise", "1"],
            ["--components", "x,z"], ["--sigma", "9"], ["--rho", "27"], ["--beta", "2.5"],
            ["--preset", "attractor"], ["--problem-key", "7"],
        ];
        foreach (string[] change in changes)
        {
            (int exitCode, string changed, _) = await CommandLine.Run(["simulate", "--json", .. change]);
            Assert.Equal(0, exitCode);
            Assert.NotEqual(Data(standard), Data(changed));
        }
    }
}
