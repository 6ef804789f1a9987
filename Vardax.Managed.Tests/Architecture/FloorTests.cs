namespace Vardax.Managed.Tests.Architecture;

public sealed class FloorTests
{
    // Folders of tests about the whole, and of what tests share.
    private static readonly string[] Common = ["Architecture", "Cli", "Docs", "Support", "Support/Fuzzing"];

    public static TheoryData<string> LibraryFolders => Folders("Vardax.Managed");

    public static TheoryData<string> CommandLineFolders => Folders("Vardax.Managed.Cli");

    [Theory]
    [MemberData(nameof(LibraryFolders))]
    public void A_folder_of_the_library_refers_only_to_floors_below_it(string folder) =>
        RefersDownwards(Floors.Library, "Vardax.Managed", folder);

    [Theory]
    [MemberData(nameof(CommandLineFolders))]
    public void A_folder_of_the_command_line_refers_only_to_floors_below_it(string folder) =>
        RefersDownwards(Floors.CommandLine, "Vardax.Managed.Cli", folder);

    [Fact]
    public void The_folders_are_those_of_the_page()
    {
        Assert.Equal(Floors.Library.Folders.Order(), LibraryFolders.Select(row => row.Data).Order());
        Assert.Equal(Floors.CommandLine.Folders.Order(), CommandLineFolders.Select(row => row.Data).Order());
    }

    [Fact]
    public void No_source_stands_outside_a_folder()
    {
        Assert.Empty(Directory.GetFiles(RepositoryRoot.Library, "*.cs"));
        Assert.Equal(["Program.cs", "VardaxCli.cs"], Directory.GetFiles(Root("Vardax.Managed.Cli"), "*.cs").Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_folders_of_the_tests_mirror_the_library_s()
    {
        const string Tests = "Vardax.Managed.Tests";
        string[] folders = [.. Folders(Tests).Select(row => row.Data)];
        Assert.DoesNotContain(folders.Except(Common), test =>
            !Floors.Library.Folders.Any(folder => (folder + "/").StartsWith(test + "/", StringComparison.Ordinal)));
        Assert.All(folders, folder => Assert.All(Sources(Tests, folder), file => IsNamedAfter(Tests, folder, file)));
    }

    [Theory]
    [InlineData("Kernels", "using Vardax.Managed.Randomness;", "Kernels refers to Randomness")]
    [InlineData("Scores", "using System;\nusing Vardax.Managed.Dynamics;", "Scores refers to Dynamics")]
    [InlineData("Layers", "global using static Vardax.Managed.Optimization.Adam;", "Layers refers to Optimization")]
    [InlineData("Assimilation", "using X = Vardax.Managed.Methods.Amortized.Networks.WindowDensity;",
        "Assimilation refers to Methods/Amortized/Networks")]
    [InlineData("Dynamics", "var x = Vardax.Managed.Experiments.Presets.Reference();", "Dynamics refers to Experiments")]
    [InlineData("Formats", "double x = Scores.Rmse.Overall(a, b);", "Formats refers to Scores")]
    [InlineData("Calibration", "using Vardax.Managed.Surprise;", "Calibration refers to Surprise")]
    [InlineData("Surprise", "", "Surprise is on no floor")]
    [InlineData("Methods/Variational", "using Vardax.Managed.Methods.Particles;",
        "Methods/Variational refers to Methods/Particles")]
    [InlineData("Methods/Variational", "Particles.OracleTarget.Of(x);", "Methods/Variational refers to Methods/Particles")]
    [InlineData("Methods/Variational", "using Vardax.Managed.Methods.Amortized.Heads;",
        "Methods/Variational refers to Methods/Amortized/Heads")]
    [InlineData("Methods/Amortized/Training", "using Vardax.Managed.Methods.Variational;",
        "Methods/Amortized/Training refers to Methods/Variational")]
    [InlineData("Methods/Amortized/Training", "using Vardax.Managed.Calibration;",
        "Methods/Amortized/Training refers to Calibration")]
    [InlineData("Methods/Amortized/Heads", "using Vardax.Managed.Methods.Amortized.Training;",
        "Methods/Amortized/Heads refers to Methods/Amortized/Training")]
    [InlineData("Methods/Amortized/Heads", "Networks.Standardization.Of(x);",
        "Methods/Amortized/Heads refers to Methods/Amortized/Networks")]
    [InlineData("Assimilation", "InitialState.Recalibration.Fit(x);", "Assimilation refers to InitialState")]
    [InlineData("Methods/Amortized/Heads", "Models.ModelFile.Save(x);", "Methods/Amortized/Heads refers to Models")]
    public void A_reference_upwards_or_sideways_is_seen(string folder, string source, string violation) =>
        Assert.Equal([violation], Floors.Library.Violations(folder, source));

    [Theory]
    [InlineData("Layers", "using Vardax.Managed.Kernels;\nusing Vardax.Managed.Autodiff;\nnamespace Vardax.Managed.Layers;")]
    [InlineData("Kernels", "// see Scores.Rmse.Overall\nnamespace Vardax.Managed.Kernels;")]
    [InlineData("Scores", "/// <see cref=\"Vardax.Managed.Experiments\"/>")]
    [InlineData("Experiments", "double x = Scores.Rmse.Overall(a, b);")]
    [InlineData("Layers", "int n = Layers.Count(l => true);")]
    [InlineData("Methods/Amortized/Training", "using Vardax.Managed.Methods.Amortized.Heads;\nNetworks.Standardization.Of(x);")]
    [InlineData("Models", "using Vardax.Managed.Methods.Amortized.Heads;\nusing Vardax.Managed.Methods.Variational;")]
    public void A_reference_downwards_or_in_a_comment_is_not(string folder, string source) =>
        Assert.Empty(Floors.Library.Violations(folder, source));

    [Theory]
    [InlineData("Output", "string v = Commands.VardaxCommand.Version;", "Output refers to Commands")]
    [InlineData("Streaming", "using Vardax.Managed.Cli.Reporting;", "Streaming refers to Reporting")]
    public void So_it_is_in_the_command_line(string folder, string source, string violation) =>
        Assert.Equal([violation], Floors.CommandLine.Violations(folder, "using Vardax.Managed.Experiments;\n" + source));

    private static void RefersDownwards(Floors floors, string project, string folder)
    {
        string[] files = Sources(project, folder);
        Assert.Empty(files.SelectMany(file => floors.Violations(folder, File.ReadAllText(file)).Select(v => $"{file}: {v}")));
        Assert.All(files, file => IsNamedAfter(project, folder, file));
    }

    private static void IsNamedAfter(string project, string folder, string file) =>
        Assert.Equal($"{project}.{folder.Replace('/', '.')}", Floors.NamespaceOf(File.ReadAllText(file)));

    private static TheoryData<string> Folders(string project) =>
        [.. Directory.GetDirectories(Root(project), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root(project), path).Replace('\\', '/'))
            .Where(folder => folder.Split('/')[0] is not ("bin" or "obj") && Sources(project, folder).Length > 0)];

    private static string[] Sources(string project, string folder) => Directory.GetFiles(Path.Combine(Root(project), folder), "*.cs");

    private static string Root(string project) => Path.Combine(RepositoryRoot.Path, project);
}
