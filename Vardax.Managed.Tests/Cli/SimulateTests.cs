using System.Globalization;
using System.Text.Json;

namespace Vardax.Managed.Tests.Cli;

public class SimulateTests
{
    [Fact]
    public async Task The_document_is_the_published_problem()
    {
        (int exitCode, string output, string error) = await CommandLine.Run("simulate", "--json");
        Assert.Equal((0, ""), (exitCode, error));
        JsonElement problem = JsonDocument.Parse(output).RootElement;
        Assert.Equal(1001, problem.GetProperty("truth").GetArrayLength());
        Assert.Equal(51, problem.GetProperty("obs").GetArrayLength());
        Assert.Equal(51, problem.GetProperty("mask").GetArrayLength());
        Assert.Equal(0.01, problem.GetProperty("dt").GetDouble());
        Assert.Equal(33, problem.GetProperty("observed_entries").GetInt32());
        Assert.Equal(8.457517623901367, problem.GetProperty("truth")[1000][0].GetDouble(), 2e-4);
        Assert.Equal(8.77055549621582, problem.GetProperty("obs")[0][0].GetDouble(), 2e-4);
        Assert.Equal(0, problem.GetProperty("obs")[1][2].GetDouble());
        Assert.Equal("[[1,1,1],[0,0,0],", problem.GetProperty("mask").GetRawText()[..17]);
    }

    [Fact]
    public async Task Csv_files_hold_what_the_document_holds()
    {
        using var folder = new TemporaryFolder();
        (int exitCode, _, _) = await CommandLine.Run("simulate", "--out", folder.Path, "--components", "x,z");
        Assert.Equal(0, exitCode);
        (_, string output, _) = await CommandLine.Run("simulate", "--json", "--components", "x,z");
        JsonElement problem = JsonDocument.Parse(output).RootElement;

        string[] truth = File.ReadAllLines(Path.Combine(folder.Path, "truth.csv"));
        Assert.Equal("time,x,y,z", truth[0]);
        Assert.Equal(1002, truth.Length);
        string[] last = truth[^1].Split(',');
        Assert.Equal("10", last[0]);
        Assert.Equal(problem.GetProperty("truth")[1000][1].GetSingle(), float.Parse(last[2], CultureInfo.InvariantCulture));
        string[] obs = File.ReadAllLines(Path.Combine(folder.Path, "obs.csv"));
        Assert.Equal(52, obs.Length);
        Assert.Equal("0.01,,,", obs[2]);
        Assert.Matches(@"^0,[\d.]+,,[\d.]+$", obs[1]);
        Assert.Equal("0.05,1,0,1", File.ReadAllLines(Path.Combine(folder.Path, "mask.csv"))[6]);
        Assert.Equal(3, Directory.GetFileSystemEntries(folder.Path).Length);
    }
}
