using System.Text.Json;
using Vardax.Managed.Cli.Commands;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Cli;

public sealed class OwnModelTests
{
    private static readonly ProblemSettings Growth = new()
    {
        Model = new GrowthModel(), Initial = new InitialDistribution(new NormalPrior(1, 0.1), new NormalPrior(1, 0.02), new NormalPrior(0, 1)),
        Observing = new ObservingSystem([new Instrument("x", new NormalError(0.05), new RegularSteps(2, 0))], new SelectionOperator(3, [0])),
        BurnInSteps = 0, WindowSteps = 10, TotalSteps = 15,
    };

    [Fact]
    public async Task Commands_take_the_problems_of_an_own_model_and_files_name_it()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "m.safetensors"), windows = Path.Combine(folder.Path, "w.jsonl");
        string output = await Run("simulate", "--preset", "growth", "--json");
        JsonElement problem = JsonDocument.Parse(output).RootElement;
        Assert.Equal(("growth", 16), (problem.GetProperty("preset").GetString(), problem.GetProperty("truth").GetArrayLength()));
        AssimilationProblem expected = new ProblemGenerator(Growth).Generate(RandomKey.FromSeed(42));
        Assert.Equal(expected.Truth[7][0], problem.GetProperty("truth")[7][0].GetSingle());

        string checkpoint = Path.Combine(folder.Path, "m.checkpoint");
        await Run("train", "--preset", "growth", "--steps", "20", "--held-out", "0", "--gates", "0", "--recalibrate", "0",
            "--checkpoint", checkpoint, "--checkpoint-every", "10", "--out", file);
        await Run("train", "--resume", checkpoint, "--held-out", "0", "--gates", "0", "--recalibrate", "0", "--out", Path.Combine(folder.Path, "n.safetensors"));
        await Run("simulate", "--preset", "growth", "--count", "3", "--out", windows);
        string answers = Path.Combine(folder.Path, "a.jsonl");
        await Run("analyze", "--model", file, windows, "--out", answers);
        Assert.Equal(3, File.ReadAllLines(answers).Length);
        Assert.Contains("growth", await Run("info", file), StringComparison.Ordinal);
        Assert.Contains("polished", await Run("compare", "--model", file, "--problems", "5", "--methods", "polished"), StringComparison.Ordinal);
        (int exitCode, _, string error) = await CommandLine.Run("info", file);
        Assert.Equal(1, exitCode);
        Assert.Contains("expected a model that is known here", error, StringComparison.Ordinal);
        Assert.Contains("Or of this program: growth.", await Run("train", "--help"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--preset is wide; it must be reference, attractor or growth.", "wide")]
    [InlineData("--obs-every is given beside --preset growth, which decides it; leave one of them out.", "growth", "--obs-every", "3")]
    public async Task What_does_not_fit_is_refused(string expected, string preset, params string[] more)
    {
        (int exitCode, _, string error) = await CommandLine.Run(Models(), ["simulate", "--preset", preset, .. more]);
        Assert.Equal((1, $"vardax: {expected}\n"), (exitCode, error));
    }

    [Theory]
    [InlineData("attractor")]
    [InlineData("two words")]
    [InlineData("--growth")]
    public void A_name_that_cannot_be_typed_or_is_taken_is_refused(string name) =>
        Refuses.Argument("models", () => new OwnModels(new Dictionary<string, ProblemSettings> { [name] = Growth }));

    [Fact]
    public void A_model_of_a_file_has_the_parameters_of_the_file()
    {
        OwnModels models = Models();
        Assert.Same(Growth.Model, models.Create("growth", new Dictionary<string, double>()));
        Assert.Equal("Lorenz-63", models.Create("Lorenz-63", new Dictionary<string, double> { ["sigma"] = 10, ["rho"] = 28, ["beta"] = 2 }).Name);
        Assert.Contains("The parameters are r = 2; this program has growth with none.", Assert.Throws<ArgumentException>(
            () => models.Create("growth", new Dictionary<string, double> { ["r"] = 2 })).Message, StringComparison.Ordinal);
    }

    private static OwnModels Models() => new(new Dictionary<string, ProblemSettings> { ["growth"] = Growth });

    private static async Task<string> Run(params string[] args)
    {
        (int exitCode, string output, string error) = await CommandLine.Run(Models(), args);
        Assert.True(exitCode == 0, error);
        return output;
    }
}
