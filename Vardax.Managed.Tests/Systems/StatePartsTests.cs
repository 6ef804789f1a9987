using Vardax.Managed.Dynamics;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Models;

namespace Vardax.Managed.Tests.Systems;

public sealed class StatePartsTests
{
    [Fact]
    public void A_system_s_state_is_components_then_constants_then_a_clock()
    {
        IDynamicalModel model = SystemCase.GrowthSettings.Model;
        Assert.Equal(["x", "y", "r", "clock"], model.Components);
        var parts = StateParts.Of(model);
        Assert.Equal(["x", "y"], parts.Components);
        Assert.Equal(["r"], parts.Unknowns);
        float[] states = [1, 2, 0.7f, 0, 3, 4, 0.7f, 1, 5, 6, 0.7f, 2];
        Assert.Equal([0.7f], parts.UnknownsOf<float>(states).ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], parts.Compact(states.AsSpan()).ToArray());
    }

    [Fact]
    public void Every_entry_of_another_model_is_a_component()
    {
        var parts = StateParts.Of(new Lorenz63());
        Assert.Equal((3, 0), (parts.Components.Count, parts.Unknowns.Count));
        double[] states = [1, 2, 3, 4, 5, 6];
        Assert.Equal([1, 2, 3, 4, 5, 6], parts.Compact(states.AsSpan()).ToArray());
        Assert.Equal(0, parts.UnknownsOf<double>(states).Length);
    }

    [Fact]
    public void Errors_are_weighed_by_the_components_alone()
    {
        // The lynx and the hare vary by as much; their constants do not.
        Assert.Equal([1, 1], StateParts.Of(SystemCase.HareSettings.Model).Scales(SystemCase.HareSettings));
    }

    [Fact]
    public void Components_of_different_units_are_weighed_by_their_spread_over_simulated_windows()
    {
        // x grows from 0.001 to about 1, so that the width of its prior says nothing about its errors.
        ProblemSettings settings = SystemDefinition.Read(
        [
            new("state", "x", "x * (1 - x)"), new("state", "y", "0 * y"), new("state", "z", "0 * z"),
            new("initial", "x", "lognormal(log(0.001), 0.5)"), new("initial", "y", "normal(7, 20)"), new("initial", "z", "fixed(3)"),
            new("observe.x", "value", "x"), new("observe.x", "error", "normal(0.1)"), new("observe.x", "every", "1"),
            new("time", "step", "0.1"), new("time", "window", "10"),
        ]).Settings;
        double[] scales = StateParts.Of(settings.Model).Scales(settings);
        Assert.InRange(scales[0], 0.1, 0.5);
        Assert.InRange(scales[1], 17, 23);
        Assert.Equal(1, scales[2]);
    }
}
