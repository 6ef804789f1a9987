using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Systems;

public sealed class SystemDefinitionTests
{
    internal static readonly SystemEntry[] Lynx =
    [
        new("", "name", "Lynx and hare"),
        new("state", "hare", "(alpha - beta * lynx) * hare"), new("state", "lynx", "(delta * hare - gamma) * lynx"),
        new("initial", "hare", "lognormal(log(10), 1)"), new("initial", "lynx", "lognormal(log(10), 1)"),
        new("unknown", "alpha", "lognormal(log(0.7), 0.6)"), new("unknown", "beta", "lognormal(log(0.03), 0.8)"),
        new("unknown", "gamma", "lognormal(log(0.7), 0.6)"), new("unknown", "delta", "lognormal(log(0.03), 0.8)"),
        new("observe.hare", "value", "hare"), new("observe.hare", "error", "lognormal(0.25)"), new("observe.hare", "every", "1"),
        new("observe.lynx", "value", "lynx"), new("observe.lynx", "error", "lognormal(0.25)"), new("observe.lynx", "every", "1"),
        new("time", "step", "0.05"), new("time", "burn_in", "0"), new("time", "window", "20"), new("time", "forecast", "10"),
    ];

    private static readonly SystemEntry[] Lattice =
    [
        new("known", "n", "8"), new("known", "F", "8"),
        new("state", "x[n]", "(x[i+1] - x[i-2]) * x[i-1] - x[i] + F"),
        new("initial", "x", "normal(F, 1)"), new("initial", "x[3]", "normal(F, 2)"),
        new("observe.x", "value", "x[i]"), new("observe.x", "error", "normal(1)"), new("observe.x", "every", "0.1"), new("observe.x", "sites", "0:8:2"),
        new("time", "step", "0.05"), new("time", "burn_in", "10"), new("time", "window", "0.4"),
    ];

    private static readonly SystemEntry[] Forced =
    [
        new("known", "g", "9.81"), new("known", "w", "2 * 3.0"),
        new("let", "push", "0.5 * cos(w * t)"),
        new("state", "angle", "rate"), new("state", "rate", "-g * sin(angle) - 0.2 * rate + push"),
        new("initial", "angle", "uniform(-1, 1)"), new("initial", "rate", "fixed(0)"),
        new("observe.seen", "value", "sin(angle)"), new("observe.seen", "error", "student(0.05, 4)"), new("observe.seen", "times", "0, 0.5, 1"),
        new("time", "step", "0.05"), new("time", "window", "1"), new("time", "burn_in", "0.5"), new("time", "substeps", "2"),
    ];

    [Fact]
    public void Lynx_and_hare_is_what_its_text_says()
    {
        ProblemSettings settings = SystemDefinition.Read(Lynx).Settings;
        Assert.Equal(["hare", "lynx", "alpha", "beta", "gamma", "delta"], settings.Model.Components);
        Assert.Equal((0.05, 0, 400, 600), (settings.Dt, settings.BurnInSteps, settings.WindowSteps, settings.TotalSteps));
        Assert.Equal(["hare", "lynx"], settings.Observing.Instruments.Select(i => i.Name));
        Assert.Equal(42, settings.CreateMask().Sum());
        Assert.Equal(new LogNormalPrior(Math.Log(0.03), 0.8), settings.Initial.Components[3]);
        double[] seen = new double[2], next = new double[6];
        settings.Observing.Operator.Apply([30, 4, 0.5, 0.02, 0.8, 0.03], seen);
        CloseAssert.Absolute([Math.Log(30), Math.Log(4)], seen, 1e-12);
        settings.Model.DoublePrecision.Integrate([30, 4, 0.5, 0.02, 0.8, 0.03], 1e-5, next);
        CloseAssert.Absolute([30 + (1e-5 * (0.5 - 0.08) * 30), 4 + (1e-5 * (0.9 - 0.8) * 4)], next.AsSpan(0, 2), 1e-7);
        Assert.Equal([0.5, 0.02, 0.8, 0.03], next[2..]);
    }

    [Fact]
    public void A_lattice_sees_every_second_site_and_one_site_has_a_prior_of_its_own()
    {
        ProblemSettings settings = SystemDefinition.Read(Lattice).Settings;
        Assert.Equal(8, settings.StateDimension);
        Assert.Equal(["x[0]", "x[2]", "x[4]", "x[6]"], settings.Observing.Instruments.Select(i => i.Name));
        Assert.Equal(new NormalPrior(8, 2), settings.Initial.Components[3]);
        double[] state = [.. Enumerable.Range(0, 8).Select(i => i * 1.5)], seen = new double[4];
        settings.Observing.Operator.Apply(state, seen);
        Assert.Equal([0, 3, 6, 9], seen);
        float[] values = new float[8];
        settings.Observing.Operator.Apply([.. Enumerable.Range(0, 16).Select(i => (float)i)], values, 2);
        Assert.Equal([0, 2, 4, 6, 8, 10, 12, 14], values);
    }

    [Fact]
    public void The_clock_is_zero_at_the_window_s_start_and_no_coordinate()
    {
        ProblemSettings settings = SystemDefinition.Read(Forced).Settings;
        AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(1));
        Assert.Equal(["angle", "rate", "clock"], settings.Model.Components);
        Assert.Equal(0, problem.Truth[0][2]);
        Assert.Equal(20, problem.Truth[20][2]);
        Assert.Equal(2, StartCoordinates.Of(settings).Coordinates);
        Assert.Equal([0, 10, 20], Enumerable.Range(0, 21).Where(t => problem.Mask[t] != 0));
        Assert.True(PropagatorTest.Run(() => settings.Model, [0.3, -0.4, 2], settings.Dt).Passes);
    }

    [Fact]
    public void An_instrument_may_see_time_through_an_intermediate_value_and_a_family_of_them()
    {
        ProblemSettings settings = SystemDefinition.Read(
        [
            new("let", "drive", "sin(t)"), new("let", "y[2]", "2 * ex[i]"),
            new("state", "x[4]", "x[i+1]"), new("state", "ex[2]", "x[0] - ex[i]"), new("initial", "x", "normal(0, 1)"), new("initial", "ex", "normal(0, 1)"),
            new("observe.a", "value", "y[i]"), new("observe.a", "error", "normal(1)"), new("observe.a", "every", "1"),
            new("observe.b", "value", "drive + x[1]"), new("observe.b", "error", "normal(1)"), new("observe.b", "every", "1"),
            new("time", "step", "0.5"), new("time", "window", "2"),
        ]).Settings;
        Assert.Equal(["a[0]", "a[1]", "b"], settings.Observing.Instruments.Select(i => i.Name));
        double[] seen = new double[3];
        settings.Observing.Operator.Apply([1, 2, 3, 4, 5, 6, 2], seen);
        CloseAssert.Absolute([10, 12, Math.Sin(1) + 2], seen, 1e-12);
    }

    [Fact]
    public void Instruments_that_mean_something_else_are_not_equal()
    {
        ProblemSettings Read(string gain, string let) => SystemDefinition.Read(
        [
            new("known", "q", gain), new("let", "y", let), new("state", "x", "-x"), new("initial", "x", "normal(0, 1)"),
            new("observe.a", "value", "q * y"), new("observe.a", "error", "normal(1)"), new("observe.a", "every", "1"),
            new("time", "step", "0.5"), new("time", "window", "2"),
        ]).Settings;
        ProblemSettings one = Read("2", "x");
        one.RequireWindow(new ProblemGenerator(Read("2", "x")).Generate(RandomKey.FromSeed(1)));
        Refuses.Argument("problem", () => one.RequireWindow(new ProblemGenerator(Read("3", "x")).Generate(RandomKey.FromSeed(1))));
        Refuses.Argument("problem", () => one.RequireWindow(new ProblemGenerator(Read("2", "x * x")).Generate(RandomKey.FromSeed(1))));
    }

    [Fact]
    public void Constants_can_be_set_and_texts_make_definitions_equal()
    {
        SystemDefinition other = SystemDefinition.Read(Forced, new Dictionary<string, string> { ["g"] = "1.62" });
        Assert.Equal(1.62, other.Settings.Model.Parameters["g"]);
        Assert.NotEqual(SystemDefinition.Read(Forced).Settings, other.Settings);
        Assert.Equal(SystemDefinition.Read(Forced).Settings, SystemDefinition.Read(Forced).Settings);
        Assert.Equal(other.Settings, SystemDefinition.Read(other.Entries).Settings);
        Assert.Contains("known constants", Fault(Forced, "known", "g", new() { ["h"] = "1" }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state", "rate", "-g * sinn(angle)", "sinn", 6)]
    [InlineData("state", "rate", "-g * (angle", "", 12)]
    [InlineData("initial", "angle", "normal(0)", "expected normal(mean, std)", 1)]
    [InlineData("initial", "angle", "normal(0, -1)", "-1", 1)]
    [InlineData("initial", "angle", "normal(0, q)", "q", 11)]
    [InlineData("observe.seen", "error", "cauchy(1)", "expected normal(std)", 1)]
    [InlineData("observe.seen", "times", "0, 0.52", "whole number of steps of 0.05", 1)]
    [InlineData("observe.seen", "value", "sin(angel)", "angel", 5)]
    [InlineData("observe.seen", "times", "0, 5", "in the window", 1)]
    [InlineData("time", "window", "1e6", "at most 100000 steps", 1)]
    [InlineData("time", "window", "0.98", "whole number of steps", 1)]
    [InlineData("time", "step", "0", "positive", 1)]
    [InlineData("time", "substeps", "2.5", "whole number", 1)]
    [InlineData("known", "w", "1 / 0", "finite", 1)]
    public void What_is_wrong_is_named_with_its_place(string section, string key, string value, string fault, int column)
    {
        SystemDefinitionException wrong = Fault(
            [.. Forced.Select(e => e.Section == section && e.Key == key ? e with { Value = value, Line = 7, Column = 20 } : e)], section, key);
        Assert.Contains(fault, wrong.Fault, StringComparison.Ordinal);
        Assert.Equal((7, 19 + column), (wrong.Line, wrong.Column));
    }

    [Theory]
    [InlineData("initial", "rate", "expected the prior of rate")]
    [InlineData("observe.seen", "error", "found none")]
    [InlineData("time", "window", "found none")]
    [InlineData("time", "step", "found none")]
    public void What_is_missing_is_named(string section, string key, string fault) => Assert.Contains(
        fault, Assert.Throws<SystemDefinitionException>(() => SystemDefinition.Read(
            [.. Forced.Where(e => e.Section != section || e.Key != key)])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("initial", "speed", "normal(0, 1)", "expected a component")]
    [InlineData("time", "length", "1", "expected one of step")]
    [InlineData("observe.seen", "evry", "1", "expected one of value")]
    [InlineData("stat", "x", "1", "expected one of the sections")]
    [InlineData("map", "x", "1", "one of the two")]
    [InlineData("known", "g", "3", "second one")]
    public void What_is_too_much_is_named(string section, string key, string value, string fault) => Assert.Contains(
        fault, Assert.Throws<SystemDefinitionException>(() => SystemDefinition.Read([.. Forced, new(section, key, value)])).Message, StringComparison.Ordinal);

    private static SystemDefinitionException Fault(
        SystemEntry[] entries, string section, string key, Dictionary<string, string>? known = null)
    {
        SystemDefinitionException wrong = Assert.Throws<SystemDefinitionException>(() => SystemDefinition.Read(entries, known));
        if (known is null)
            Assert.Equal((section, key), (wrong.Entry.Section, wrong.Entry.Key));
        return wrong;
    }
}
