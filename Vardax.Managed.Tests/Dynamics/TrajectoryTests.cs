using Vardax.Managed.Dynamics;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Dynamics;

public sealed class TrajectoryTests
{
    private static readonly Trajectory Example = new(new TimeGrid(0.5, 2), 2, [1, 2, 3, 4, 5, 6]);

    [Fact]
    public void States_and_components_are_views_of_the_values()
    {
        Assert.Equal(3, Example.Count);
        Assert.Equal([3, 4], Example[1].ToArray());
        Assert.Equal([3, 4, 5, 6], Example.States(1, 2).ToArray());
        Assert.Equal([2, 4, 6], Example.Component(1));
    }

    [Fact]
    public void Values_of_another_length_are_refused()
    {
        var grid = new TimeGrid(0.5, 2);
        Refuses.Argument("values", () => new Trajectory(grid, 2, new float[5]));
        Refuses.Argument("dimension", () => new Trajectory(grid, 0, []));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void A_component_that_does_not_exist_is_refused(int component) =>
        Refuses.Argument("component", () => Example.Component(component));

    [Fact]
    public void A_state_that_does_not_exist_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Example[3].ToArray());
}
