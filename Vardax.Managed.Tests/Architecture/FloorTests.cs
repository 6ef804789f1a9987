namespace Vardax.Managed.Tests.Architecture;

public sealed class FloorTests
{
    public static TheoryData<string> Folders =>
        [.. Directory.GetDirectories(RepositoryRoot.Library).Select(f => Path.GetFileName(f))
            .Where(f => f is not ("bin" or "obj") && Sources(f).Length > 0)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_refers_only_to_floors_below_it(string folder)
    {
        string[] files = Sources(folder);
        Assert.Empty(files.SelectMany(file => Floors.Violations(folder, File.ReadAllText(file)).Select(v => $"{file}: {v}")));
        Assert.All(files, file => Assert.Equal(folder, Floors.NamespaceFolder(File.ReadAllText(file))));
    }

    [Fact]
    public void The_folders_are_found() => Assert.Contains("Kernels", Folders.Select(row => row.Data));

    [Fact]
    public void No_source_stands_outside_a_folder() => Assert.Empty(Directory.GetFiles(RepositoryRoot.Library, "*.cs"));

    [Theory]
    [InlineData("Kernels", "using Vardax.Managed.Randomness;", "Kernels refers to Randomness")]
    [InlineData("Scores", "using System;\nusing Vardax.Managed.Dynamics;", "Scores refers to Dynamics")]
    [InlineData("Layers", "global using static Vardax.Managed.Optimization.Adam;", "Layers refers to Optimization")]
    [InlineData("Assimilation", "using X = Vardax.Managed.Methods.Amortized.Networks.AmortizedPosterior;", "Assimilation refers to Inference")]
    [InlineData("Dynamics", "var x = Vardax.Managed.Experiments.Presets.Reference();", "Dynamics refers to Experiments")]
    [InlineData("Dynamics", "double x = Scores.Rmse.Overall(a, b);", "Dynamics refers to Scores")]
    [InlineData("Inference", "using Vardax.Managed.Surprise;", "Inference refers to Surprise")]
    [InlineData("Surprise", "", "Surprise is on no floor")]
    public void A_reference_upwards_or_sideways_is_seen(string folder, string source, string violation) =>
        Assert.Equal([violation], Floors.Violations(folder, source));

    [Theory]
    [InlineData("Layers", "using Vardax.Managed.Kernels;\nusing Vardax.Managed.Autodiff;\nnamespace Vardax.Managed.Layers;")]
    [InlineData("Kernels", "// see Scores.Rmse.Overall\nnamespace Vardax.Managed.Kernels;")]
    [InlineData("Scores", "/// <see cref=\"Vardax.Managed.Experiments\"/>")]
    [InlineData("Experiments", "double x = Scores.Rmse.Overall(a, b);")]
    [InlineData("Layers", "int n = Layers.Count(l => true);")]
    public void A_reference_downwards_or_in_a_comment_is_not(string folder, string source) =>
        Assert.Empty(Floors.Violations(folder, source));

    private static string[] Sources(string folder) =>
        Directory.GetFiles(Path.Combine(RepositoryRoot.Library, folder), "*.cs", SearchOption.AllDirectories);
}
