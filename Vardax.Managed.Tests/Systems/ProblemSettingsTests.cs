using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Systems;

public sealed class ProblemSettingsTests
{
    private static readonly Dictionary<string, ProblemSettings> Bad = new()
    {
        ["Initial"] = Presets.Reference() with { Initial = InitialDistribution.Normal([1, 2], 1) },
        ["BurnInSteps"] = Presets.Reference() with { BurnInSteps = -1 },
        ["WindowSteps"] = Presets.Reference() with { WindowSteps = 0 },
        ["TotalSteps"] = Presets.Reference() with { TotalSteps = 49 },
        ["Dt"] = Presets.Reference() with { Dt = -0.01 },
        ["Dt NaN"] = Presets.Reference() with { Dt = double.NaN },
        ["Observing"] = Presets.Reference() with { Observing = ObservingSystem.OfComponents(MatrixModel.Random(1, 2)) },
        ["PriorStd"] = Presets.Reference() with { PriorStd = -5 },
    };

    public static TheoryData<string> BadSettings => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void A_setting_out_of_range_is_named_with_its_value(string name)
    {
        string parameter = name.Split(' ')[0];
        Refuses.Argument(parameter, () => new ProblemGenerator(Bad[name]));
        Refuses.Argument(parameter, Bad[name].Validate);
        string message = Assert.ThrowsAny<ArgumentException>(Bad[name].Validate).Message;
        Assert.Contains(parameter + " is ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_parts_are_refused()
    {
        Assert.Throws<ArgumentNullException>((Presets.Reference() with { Model = null! }).Validate);
        Assert.Throws<ArgumentNullException>((Presets.Reference() with { Initial = null! }).Validate);
        Assert.Throws<ArgumentNullException>((Presets.Reference() with { Observing = null! }).Validate);
    }

    [Fact]
    public void The_reference_preset_is_the_published_experiment()
    {
        ProblemSettings settings = Presets.Reference();
        settings.Validate();
        double root = Math.Sqrt(8.0 / 3 * 27);
        CloseAssert.Absolute([root, root, 27], [.. settings.Initial.Components.Select(c => c.Mean)], 1e-12);
        Assert.All(settings.Initial.Components, c => Assert.Equal((typeof(NormalPrior), 0.01), (c.GetType(), c.Std)));
        Assert.Equal(1000, settings.BurnInSteps);
        Assert.Equal((50, 1000), (settings.WindowSteps, settings.TotalSteps));
        Assert.Equal((0.01, 5, 0.5, 5.0), (settings.Dt, settings.Observing.CommonEvery, settings.Observing.CommonStd, settings.PriorStd));
        Assert.Equal((51, 3, 153), (settings.WindowStates, settings.StateDimension, settings.WindowEntries));
        Assert.Equal(1001, settings.Grid.Count);
    }

    [Fact]
    public void The_attractor_preset_starts_wide_and_burns_in_longer()
    {
        ProblemSettings settings = Presets.Attractor();
        settings.Validate();
        Assert.Equal(InitialDistribution.Normal([0, 0, 25], 10), settings.Initial);
        Assert.True(settings.BurnInSteps >= 2000);
    }

    [Fact]
    public void The_mask_is_of_the_observed_steps_and_components()
    {
        ProblemSettings settings = (Presets.Reference() with { WindowSteps = 3 }).Seen(every: 2, components: [2, 0]);
        Assert.Equal([1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0], settings.CreateMask());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void The_lead_family_has_the_same_windows_behind_some_earlier_states(int steps)
    {
        ProblemSettings settings = (Presets.Attractor() with { BurnInSteps = 20, WindowSteps = 9, TotalSteps = 12 })
            .Seen(every: 4, start: 2, components: [1]);
        ProblemSettings lead = settings.Lead(steps);
        lead.Validate();
        AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(5));
        AssimilationProblem longer = new ProblemGenerator(lead).Generate(RandomKey.FromSeed(5));
        Assert.Equal(settings.WindowStates + steps, lead.WindowStates);
        BitwiseAssert.Equal(problem.Truth.States(0, 13), longer.Truth.States(steps, 13));
        Assert.Equal([.. new float[steps * 3], .. problem.Mask], longer.Mask);
        Assert.Equal([2, 6], Enumerable.Range(0, 10).Where(t => problem.Mask[(t * 3) + 1] == 1));
        for (int i = 0; i < longer.Mask.Length; i++)
        {
            double departure = longer.Observations[i] - (longer.Mask[i] * longer.Truth.Values[i]);
            Assert.True(longer.Mask[i] == 0 ? departure == 0 : departure != 0 && Math.Abs(departure) < 6 * settings.Noise());
        }
    }

    [Fact]
    public void A_lead_beyond_the_burn_in_or_below_0_is_refused()
    {
        Refuses.Argument("steps", () => Presets.Reference().Lead(1001));
        Refuses.Argument("steps", () => Presets.Reference().Lead(-1));
        Assert.Equal(0, Presets.Reference().Lead(1000).BurnInSteps);
    }

    [Fact]
    public void A_problem_of_the_wrong_sizes_is_refused()
    {
        ProblemSettings settings = Presets.Reference() with { WindowSteps = 2, TotalSteps = 4 };
        var truth = new Trajectory(settings.Grid, 3, new float[15]);
        Refuses.Argument("truth", () => new AssimilationProblem(
            settings, new Trajectory(new TimeGrid(0.01, 3), 3, new float[12]), new float[9], new float[9]));
        Refuses.Argument("truth", () => new AssimilationProblem(
            settings, new Trajectory(settings.Grid, 2, new float[10]), new float[9], new float[9]));
        Refuses.Argument("observations", () => new AssimilationProblem(settings, truth, new float[8], new float[9]));
        Refuses.Argument("mask", () => new AssimilationProblem(settings, truth, new float[9], new float[10]));
    }
}
