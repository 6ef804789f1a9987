using Vardax.Managed.Cli.SystemFiles;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Cli;

public sealed class SystemCatalogueTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    public static TheoryData<string> Names => [.. SystemCatalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_system_simulates_finite_numbers_and_keeps_the_propagators_contract(string name)
    {
        ProblemSettings settings = SystemCatalogue.Read(name, Nothing).Settings;
        AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(42));
        Assert.All(problem.Truth.Values, x => Assert.True(float.IsFinite(x)));
        Assert.All(problem.Observations, y => Assert.True(float.IsFinite(y)));
        Assert.Contains(1, problem.Mask);
        double[] state = [.. problem.Truth[settings.WindowSteps].ToArray().Select(x => (double)x)];
        PropagatorTestResult result = PropagatorTest.Run(() => SystemCatalogue.Read(name, Nothing).Settings.Model, state, settings.Dt);
        Assert.True(result.Passes, string.Join("; ", result.Items.Where(item => !item.Passes).Select(item => $"{item.Name}: {item.Message}")));
    }

    [Fact]
    public void Every_file_of_the_catalogue_has_a_name() => Assert.Equal(
        SystemCatalogue.Names.Order(StringComparer.Ordinal),
        typeof(SystemCatalogue).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".toml", StringComparison.Ordinal))
            .Select(name => name[..^5]).Order(StringComparer.Ordinal));

    [Fact]
    public void Lorenz_63_is_the_preset_attractor()
    {
        // The same bits: chaos makes any other rounding as large as the attractor within the burn-in.
        SystemDefinition file = SystemCatalogue.Read("lorenz63", Nothing);
        ProblemSettings preset = Presets.Attractor();
        Assert.Equal((preset.Dt, preset.BurnInSteps, preset.WindowSteps, preset.TotalSteps),
            (file.Settings.Dt, file.Settings.BurnInSteps, file.Settings.WindowSteps, file.Settings.TotalSteps));
        Assert.Equal(preset.Initial, file.Settings.Initial);
        Assert.Equal(preset.CreateMask(), file.Settings.CreateMask());
        AssimilationProblem expected = new ProblemGenerator(preset).Generate(RandomKey.FromSeed(42));
        AssimilationProblem found = new ProblemGenerator(file.Settings).Generate(RandomKey.FromSeed(42));
        Assert.Equal(expected.Truth.Values, found.Truth.Values);
        Assert.Equal(expected.Observations, found.Observations);
    }

    [Fact]
    public void Lorenz_63_steps_as_the_hand_written_model()
    {
        double[] found = new double[3], expected = new double[3];
        SystemCatalogue.Read("lorenz63", Nothing).Settings.Model.DoublePrecision.Integrate([1, 2, 20], 0.01, found);
        new Lorenz63().DoublePrecision.Integrate([1, 2, 20], 0.01, expected);
        CloseAssert.Absolute(expected, found, 1e-12);
    }
}
