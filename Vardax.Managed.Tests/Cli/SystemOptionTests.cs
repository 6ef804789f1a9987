using System.Text.Json;

namespace Vardax.Managed.Tests.Cli;

public sealed class SystemOptionTests
{
    [Fact]
    public async Task The_document_has_components_unknowns_and_instruments()
    {
        (int exitCode, string output, string error) = await CommandLine.Run("simulate", "--system", "two-tank", "--json");
        Assert.Equal((0, ""), (exitCode, error));
        JsonElement problem = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["upper", "lower"], problem.GetProperty("components").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal(["lower", "flow"], problem.GetProperty("instruments").EnumerateArray().Select(c => c.GetString()));
        float valve = problem.GetProperty("unknowns").GetProperty("valve").GetSingle();
        Assert.InRange(valve, 0.005f, 0.08f);
        Assert.Equal((241, 2), (problem.GetProperty("truth").GetArrayLength(), problem.GetProperty("truth")[0].GetArrayLength()));
        Assert.Equal((121, 2), (problem.GetProperty("mask").GetArrayLength(), problem.GetProperty("mask")[0].GetArrayLength()));
        // The mass that leaves the upper tank in a step: in - valve sqrt(upper).
        float before = problem.GetProperty("truth")[0][0].GetSingle(), after = problem.GetProperty("truth")[1][0].GetSingle();
        Assert.Equal(0.02 * (1 + (0.5 * Math.Sin(0.1 * 0.25))) - (valve * Math.Sqrt((before + after) / 2)), (after - before) / 0.5, 1e-5);
        (_, output, _) = await CommandLine.Run("simulate", "--json");
        problem = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["x", "y", "z"], problem.GetProperty("instruments").EnumerateArray().Select(c => c.GetString()));
        Assert.Empty(problem.GetProperty("unknowns").EnumerateObject());
    }

    [Fact]
    public async Task A_constant_and_the_lengths_can_be_set()
    {
        (int exitCode, string output, _) = await CommandLine.Run(
            "simulate", "--system", "pendulum", "--set", "gravity=2 * 0.81", "--set", "length=2", "--t-assim", "30", "--t-total", "40", "--json");
        Assert.Equal(0, exitCode);
        JsonElement problem = JsonDocument.Parse(output).RootElement;
        Assert.Equal((1.62, 2), (problem.GetProperty("parameters").GetProperty("gravity").GetDouble(), problem.GetProperty("parameters").GetProperty("length").GetDouble()));
        Assert.Equal((41, 31), (problem.GetProperty("truth").GetArrayLength(), problem.GetProperty("obs").GetArrayLength()));
    }

    [Theory]
    [InlineData("--preset is given beside --system pendulum, which decides it", "--system", "pendulum", "--preset", "attractor")]
    [InlineData("--dt is given beside --system pendulum, which decides it", "--system", "pendulum", "--dt", "0.1")]
    [InlineData("--components is given beside --system pendulum", "--system", "pendulum", "--components", "x")]
    [InlineData("--set goes with --system", "--set", "a=1")]
    [InlineData("--set is 'a'; it must be NAME=VALUE", "--system", "pendulum", "--set", "a")]
    [InlineData("--set sets length twice", "--system", "pendulum", "--set", "length=1", "--set", "length=2")]
    [InlineData("--set mass=1: expected one of the known constants gravity, length", "--system", "pendulum", "--set", "mass=1")]
    [InlineData("--set length=1 +: ", "--system", "pendulum", "--set", "length=1 +")]
    [InlineData("there is no file pendulun; expected a file, or one of the systems lotka-volterra", "--system", "pendulun")]
    [InlineData("--t-total is 20; it must be at least --t-assim, 200", "--system", "pendulum", "--t-total", "20")]
    public async Task What_does_not_fit_is_refused(string expected, params string[] arguments)
    {
        (int exitCode, string output, string error) = await CommandLine.Run(["simulate", .. arguments]);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"vardax: {expected}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_new_file_is_checked_shown_and_emitted()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "sir.toml");
        (_, string names, _) = await CommandLine.Run("new");
        Assert.Contains("sir\n", names, StringComparison.Ordinal);
        (int exitCode, string text, _) = await CommandLine.Run("new", "sir");
        Assert.Equal(0, exitCode);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);

        (exitCode, string tables, string error) = await CommandLine.Run("system", path);
        Assert.Equal((0, ""), (exitCode, error));
        foreach (string word in (string[])["susceptible", "uniform(0.9, 1)", "contact", "unknown", "lognormal(0.2), every 4 steps", "at steps 28, 56, 84, 112"])
            Assert.Contains(word, tables, StringComparison.Ordinal);
        (_, string json, _) = await CommandLine.Run("system", path, "--json");
        JsonElement document = JsonDocument.Parse(json).RootElement;
        Assert.Equal(33, document.GetProperty("observed_entries").GetInt32());
        Assert.Equal(2, document.GetProperty("unknowns").GetArrayLength());
        Assert.Equal(28, document.GetProperty("simulated")[4].GetProperty("time").GetDouble());
        (_, string source, _) = await CommandLine.Run("system", "--emit", "csharp", path);
        Assert.Contains("static class Epidemic", source, StringComparison.Ordinal);
        (exitCode, _, error) = await CommandLine.Run("new", "nothing");
        Assert.Equal((1, "vardax: NAME is nothing; expected lotka-volterra, pendulum, van-der-pol, lorenz63, lorenz96, sir or two-tank.\n"), (exitCode, error));
    }

    [Fact]
    public async Task A_stream_of_a_systems_problems_is_read_by_its_line()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "w.jsonl");
        (int exitCode, _, string error) = await CommandLine.Run("simulate", "--system", "lotka-volterra", "--count", "3", "--out", path);
        Assert.Equal((0, ""), (exitCode, error));
        string[] lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(3, lines.Length);
        JsonElement seen = JsonDocument.Parse(lines[2]).RootElement.GetProperty("obs");
        Assert.Equal((401, 2), (seen.GetArrayLength(), seen[0].GetArrayLength()));
        Assert.True(seen[0][0].GetSingle() > 0);
    }
}
