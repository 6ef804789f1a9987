using System.Text.Json;
using System.Text.RegularExpressions;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Models;
using Vardax.Managed.Tests.Architecture;
using Vardax.Managed.Tests.Cli;
using Vardax.Managed.Tests.Models;

namespace Vardax.Managed.Tests.Docs;

/// <summary>docs/files.md names all that is in a file.</summary>
public sealed partial class FilesTests
{
    private static readonly string Text = Index().Replace(
        File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "files.md")), "#");

    [Theory]
    [MemberData(nameof(ModelCase.Names), MemberType = typeof(ModelCase))]
    public void A_model_file_holds_nothing_that_the_page_does_not_name(string name)
    {
        SafeTensorsFile file = SafeTensorsFile.Parse(ModelCase.Bytes(ModelCase.Model(name)), "model");
        Assert.Empty(Unnamed(file));
    }

    [Fact]
    public void Nor_does_a_checkpoint()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "checkpoint");
        TrainingPlan plan = ModelCase.Model("standardized").Plan;
        AmortizedTrainer.Train(plan, new TrainingRun { Checkpoints = new(30, checkpoint => CheckpointFile.Save(checkpoint, path)) });
        Assert.Empty(Unnamed(SafeTensorsFile.Load(path)));
    }

    [Theory]
    [InlineData("standardized")]
    [InlineData("physical")]
    [InlineData("control")]
    public void Nor_does_an_onnx_file(string name) =>
        Assert.Empty(Unnamed(OnnxFile.Read(ModelCase.Model(name).Density).Initializers.Keys));

    [Fact]
    public void A_name_that_is_missing_is_noticed()
    {
        Assert.Equal(["linear.square"], Unnamed(["linear.gain", "linear.square", "head.mlp.layers.12.bias"]));
        Assert.Equal(["extent"], Unnamed(Fields("{\"steps\":1,\"extent\":2}")));
    }

    private static IEnumerable<string> Unnamed(SafeTensorsFile file)
    {
        string[] objects = ["problem", "architecture", "recipe", "keys", "training", "polish", "calibration"];
        return Unnamed(file.Tensors.Select(tensor => tensor.Name)
            .Concat(file.Metadata.Keys)
            .Concat(objects.Where(file.Metadata.ContainsKey).SelectMany(entry => Fields(file.Metadata[entry]))));
    }

    private static IEnumerable<string> Fields(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(field => field.Name)];
    }

    /// <summary>Names that do not stand on the page, a bias under its weight's.</summary>
    private static IEnumerable<string> Unnamed(IEnumerable<string> names) => names.Where(name =>
    {
        string written = Number().Replace(name, ".#").Replace(".bias", ".weight", StringComparison.Ordinal);
        return !Text.Contains($"`{written}`", StringComparison.Ordinal);
    });

    [GeneratedRegex(@"\{[ik]\}")]
    private static partial Regex Index();

    [GeneratedRegex(@"\.\d+(?=\.|$)")]
    private static partial Regex Number();
}
