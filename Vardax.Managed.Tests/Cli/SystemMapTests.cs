using System.Text.Json;

namespace Vardax.Managed.Tests.Cli;

public sealed class SystemMapTests
{
    private const string Henon = """
        name = "Henon"
        [map]
        x = "1 - a * x^2 + y"
        y = "b * x"
        [known]
        a = 1.4
        [unknown]
        b = "uniform(0.2, 0.3)"
        [initial]
        x = "uniform(-0.5, 0.5)"
        y = "uniform(-0.2, 0.2)"
        [observe]
        x = { value = "x", error = "normal(0.05)", every = 1 }
        [time]
        step = 1
        window = 8
        forecast = 4
        """;

    [Fact]
    public async Task A_map_is_simulated_and_learned_through_the_command_line()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "henon.toml"), model = Path.Combine(folder.Path, "m.safetensors");
        await File.WriteAllTextAsync(file, Henon, TestContext.Current.CancellationToken);
        (int exitCode, string output, string error) = await CommandLine.Run("simulate", "--system", file, "--json");
        Assert.Equal((0, ""), (exitCode, error));
        JsonElement problem = JsonDocument.Parse(output).RootElement;
        double[][] truth = [.. problem.GetProperty("truth").EnumerateArray().Select(row => row.EnumerateArray().Select(x => x.GetDouble()).ToArray())];
        double b = problem.GetProperty("unknowns").GetProperty("b").GetDouble();
        Assert.Equal(13, truth.Length);
        for (int t = 0; t < 12; t++)
        {
            Assert.Equal(1 - (1.4 * truth[t][0] * truth[t][0]) + truth[t][1], truth[t + 1][0], 1e-6);
            Assert.Equal(b * truth[t][0], truth[t + 1][1], 1e-6);
        }

        (exitCode, output, error) = await CommandLine.Run(
            "train", "--system", file, "--steps", "300", "--held-out", "0", "--gates", "0", "--recalibrate", "0", "--json", "--out", model);
        Assert.True(exitCode == 0, error);
        (exitCode, output, error) = await CommandLine.Run(
            "compare", "--model", model, "--methods", "polished,climatology", "--problems", "50", "--json");
        Assert.True(exitCode == 0, error);
        double[] errors = [.. JsonDocument.Parse(output).RootElement.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("rmse_assim").GetDouble())];
        Assert.True(errors[0] < errors[1] / 2, output);
    }
}
