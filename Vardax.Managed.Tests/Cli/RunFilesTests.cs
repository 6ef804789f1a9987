using System.Text.Json;
using System.Xml.Linq;

namespace Vardax.Managed.Tests.Cli;

public class RunFilesTests
{
    [Theory]
    [InlineData("reference")]
    [InlineData("attractor")]
    public async Task A_run_writes_its_figures_tables_and_page_and_nothing_else(string preset)
    {
        using var folder = new TemporaryFolder();
        (int exitCode, string output, _) = await CommandLine.Run(
            "run", "--preset", preset, "--steps", "30", "--held-out", "64", "--recalibrate", "2000", "--samples", "50", "--gates", "20", "--out", folder.Path);
        Assert.Equal(0, exitCode);
        Assert.Contains("rmse_assim", output, StringComparison.Ordinal);
        Assert.Equal(
            ["butterfly.svg", "calibration-coverage.svg", "calibration-ecdf.svg", "calibration-ranks.svg",
                "calibration-zscore.svg", "loss.svg", "report.html", "result.json", "rmse.svg", "trajectories.csv", "trajectory.svg"],
            Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        foreach (string figure in Directory.GetFiles(folder.Path, "*.svg"))
        {
            XElement svg = XDocument.Load(figure).Root!;
            Assert.Equal("svg", svg.Name.LocalName);
            Assert.True(svg.Descendants().Count() > 20, $"{figure} is nearly empty");
            Assert.DoesNotContain("NaN", svg.ToString(), StringComparison.Ordinal);
        }

        string text = File.ReadAllText(Path.Combine(folder.Path, "trajectory.svg"));
        JsonElement run = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "result.json"))).RootElement;
        Assert.Contains("rmse_total", text, StringComparison.Ordinal);

        string page = File.ReadAllText(Path.Combine(folder.Path, "report.html"));
        Assert.Equal(16, page.Split("<svg").Length - 1);
        Assert.Contains("prefers-color-scheme", page, StringComparison.Ordinal);
        Assert.Contains("width=device-width", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, page, StringComparison.Ordinal);

        string[] rows = File.ReadAllLines(Path.Combine(folder.Path, "trajectories.csv"));
        Assert.Equal(1002, rows.Length);
        string[] names = rows[0].Split(',');
        int x = Array.IndexOf(names, "truth_x"), estimate = Array.IndexOf(names, "estimate_x");
        int y = Array.IndexOf(names, "estimate_y"), z = Array.IndexOf(names, "estimate_z");
        double squares = 0;
        foreach (string[] cells in rows.Skip(1).Take(51).Select(row => row.Split(',')))
        {
            foreach (int column in (int[])[estimate, y, z])
                squares += Math.Pow(double.Parse(cells[column]) - double.Parse(cells[column - 1]), 2);
        }

        Assert.Equal(x + 1, estimate);
        Assert.Equal(run.GetProperty("rmse_assim").GetDouble(), Math.Sqrt(squares / 153), 1e-6);
    }
}
