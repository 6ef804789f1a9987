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
        Assert.False(parts.AreComponentsAlone);
        float[] states = [1, 2, 0.7f, 0, 3, 4, 0.7f, 1, 5, 6, 0.7f, 2];
        Assert.Equal([0.7f], parts.UnknownsOf<float>(states).ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], parts.Compact(states.AsSpan()).ToArray());
    }

    [Fact]
    public void Every_entry_of_another_model_is_a_component()
    {
        var parts = StateParts.Of(new Lorenz63());
        Assert.Equal((true, 3, 0), (parts.AreComponentsAlone, parts.Components.Count, parts.Unknowns.Count));
        double[] states = [1, 2, 3, 4, 5, 6];
        Assert.Equal([1, 2, 3, 4, 5, 6], parts.Compact(states.AsSpan()).ToArray());
        Assert.Equal(0, parts.UnknownsOf<double>(states).Length);
    }

    [Fact]
    public void Errors_are_weighed_by_the_components_alone()
    {
        // The lynx and the hare vary by as much; their constants do not.
        Assert.Equal([1, 1], StateParts.Of(SystemCase.HareSettings.Model).Scales(SystemCase.HareSettings.Initial));
        Assert.Equal([0.5, 1], StateParts.Of(SystemCase.GrowthSettings.Model).Scales(SystemCase.GrowthSettings.Initial));
    }
}
