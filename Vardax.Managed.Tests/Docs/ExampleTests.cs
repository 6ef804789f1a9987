using System.Text.RegularExpressions;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Models;
using Vardax.Managed.Tests.Cli;
using Vardax.Managed.Tests.Models;

namespace Vardax.Managed.Tests.Docs;

/// <summary>Every C# block of the documentation compiles, and the short ones run.</summary>
public sealed partial class ExampleTests
{
    public static TheoryData<string, int, string> All =>
        [.. Page.All.SelectMany(page => page.Blocks("csharp").Select(block => (page.Name, block.Line, block.Text)))];

    [Theory]
    [MemberData(nameof(All))]
    public void A_block_compiles(string page, int line, string source)
    {
        Assert.SkipWhen(Example.IsWeb(source) && Example.WebFolder is null, "ASP.NET Core is not installed.");
        IReadOnlyList<string> errors = Example.Errors(source);
        Assert.True(errors is [], $"{page}, block after line {line}, {string.Join('\n', errors)}");
    }

    [Theory]
    [InlineData("README.md", 1)]
    [InlineData("Vardax.Managed/PACKAGE.md", 1)]
    [InlineData("docs/embedding.md", 3)]
    [InlineData("docs/service.md", 1)]
    [InlineData("docs/files.md", 5)]
    [InlineData("docs/methods.md", 3)]
    [InlineData("docs/calibration.md", 1)]
    [InlineData("docs/filtering.md", 1)]
    public void No_block_is_overlooked(string page, int blocks) =>
        Assert.Equal(blocks, Page.Of(page).Blocks("csharp").Count());

    [Fact]
    public void What_does_not_compile_is_noticed()
    {
        Assert.NotEmpty(Example.Errors("Console.WriteLine(new Vardax.Managed.NoSuchThing());"));
        Assert.NotEmpty(Example.Errors("using Vardax.Managed.Experiments;\nConsole.WriteLine(ModelFile.Load(\"a\"));"));
        string error = Assert.Single(Example.Errors("int a = 1;\nConsole.WriteLine(a + b);"));
        Assert.StartsWith("2: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_web_service_is_under_40_lines() =>
        Assert.InRange(Page.Of("docs/service.md").Blocks("csharp").Single().Text.Trim().Split('\n').Length, 10, 39);

    [Fact]
    public void The_readme_prints_what_it_says()
    {
        Page readme = Page.Of("README.md");
        string promised = Assert.Single(readme.Blocks("text")).Text;
        Assert.Equal(promised.Trim(), Example.Run(readme.Blocks("csharp").Single().Text).Trim());
    }

    [Fact]
    public void The_package_has_the_readmes_example() =>
        Assert.Equal(
            Page.Of("README.md").Blocks("csharp").Single().Text,
            Page.Of("Vardax.Managed/PACKAGE.md").Blocks("csharp").Single().Text);

    [Fact]
    public void A_classical_analysis_runs()
    {
        string source = Page.Of("docs/methods.md").Blocks("csharp").Last().Text;
        Assert.StartsWith("converged", Example.Run(source), StringComparison.Ordinal);
    }

    [Fact]
    public void The_filter_finds_the_rate_in_under_30_lines()
    {
        string source = Page.Of("docs/filtering.md").Blocks("csharp").Single().Text;
        Assert.InRange(source.Trim().Split('\n').Length, 10, 29);
        string[] words = Example.Run(source).Trim().Split(' ', ',');
        double[] numbers = [.. words.Where(word => double.TryParse(word, out _)).Select(double.Parse)];
        Assert.Equal(3, numbers.Length);
        Assert.InRange(Math.Abs(numbers[0] - numbers[2]), 0, 4 * numbers[1]);
        Assert.InRange(numbers[1], 0, 0.1);
    }

    [Fact]
    public void Files_are_read_and_written()
    {
        using var folder = new TemporaryFolder();
        TrainedModel model = ModelCase.Model("control");
        ModelFile.Save(model, Path.Combine(folder.Path, "attractor.safetensors"));
        TrainingPlan plan = model.Plan;
        string unfinished = Path.Combine(folder.Path, "attractor.checkpoint");
        AmortizedTrainer.Train(plan, new TrainingRun { Checkpoints = new(30, checkpoint => CheckpointFile.Save(checkpoint, unfinished)) });
        string[] sources = [.. Page.Of("docs/files.md").Blocks("csharp").Select(block => block.Text)
            .Where(text => text.Contains("attractor.", StringComparison.Ordinal))];
        Assert.Equal(3, sources.Length);
        foreach (string source in sources)
            Example.Run(FileName().Replace(source, name => $"@\"{Path.Combine(folder.Path, name.Groups[1].Value)}\""));
        Assert.Equal(
            ["attractor.checkpoint", "attractor.safetensors", "copy.checkpoint", "copy.safetensors", "model.onnx"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [GeneratedRegex("\"([\\w.]+)\"")]
    private static partial Regex FileName();
}
