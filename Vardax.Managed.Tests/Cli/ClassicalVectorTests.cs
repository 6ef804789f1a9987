using System.Text.Json;
using Vardax.Managed.Cli.SystemFiles;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Systems in files against Vectors/classical.json, which Vectors/classical.py writes with NumPy alone.</summary>
public sealed class ClassicalVectorTests
{
    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllText(Path("classical.json"))).RootElement;

    public static TheoryData<string> Names => ["pendulum", "lorenz"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_problem_has_the_key_layout_of_the_reference(string name)
    {
        AssimilationProblem problem = Problem(name);
        Assert.Equal(Numbers(name, "mask"), problem.Mask.Select(m => (double)m));
        CloseAssert.Absolute(Numbers(name, "truth"), [.. problem.Truth.Values.Select(x => (double)x)], 1e-5);
        CloseAssert.Absolute(Numbers(name, "observations"), [.. problem.Observations.Select(y => (double)y)], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_classical_analyses_equal_those_of_NumPy(string name)
    {
        AssimilationProblem problem = Problem(name);
        // The observations that the script read: those of any build, to rounding.
        CloseAssert.Absolute(Numbers(name, "printed"), [.. problem.Observations.Select(y => (double)y)], 1e-5);
        ProblemSettings settings = problem.Settings;
        var state = new Gaussian(Numbers(name, "mean"), new DiagonalCovariance(Numbers(name, "std")));
        Gaussian window = WindowPrior.Static(settings, state);
        foreach (VariationalAnalysis method in (VariationalAnalysis[])
            [new OptimalInterpolation(settings, window), new ThreeDVar(settings, window), new StrongFourDVar(settings, state)])
        {
            LaplaceApproximation posterior = method.Solve(problem);
            JsonElement expected = Root.GetProperty(name).GetProperty(method.Name);
            CloseAssert.Absolute(ReferenceVectors.Doubles(expected.GetProperty("mean")), posterior.Mean, 2e-5, method.Name);
            CloseAssert.Absolute(ReferenceVectors.Doubles(expected.GetProperty("std")), posterior.StandardDeviation, 2e-5, method.Name);
        }
    }

    private static string Path(string file) => System.IO.Path.Combine(AppContext.BaseDirectory, "Vectors", file);

    private static double[] Numbers(string name, string key) =>
        [.. Flat(Root.GetProperty(name).GetProperty(key)).Select(x => x.GetDouble())];

    private static IEnumerable<JsonElement> Flat(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [element];

    private static AssimilationProblem Problem(string name)
    {
        ProblemSettings settings = SystemFile.Read(Path($"classical-{name}.toml"), new Dictionary<string, string>()).Settings;
        return new ProblemGenerator(settings).Generate(RandomKey.FromSeed(Root.GetProperty(name).GetProperty("key").GetUInt64()));
    }
}
