using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Tests.Dynamics;

public sealed class TimeGridTests
{
    [Fact]
    public void Times_are_computed_from_their_number_and_not_accumulated()
    {
        var grid = new TimeGrid(0.01, 1_000_000, start: 3);
        Assert.Equal(1_000_001, grid.Count);
        Assert.Equal(3 + (1_000_000 * 0.01), grid[1_000_000]);
        double accumulated = 3;
        for (int k = 0; k < 1_000_000; k++)
            accumulated += 0.01;
        Assert.NotEqual(accumulated, grid[1_000_000]);
        Assert.Equal(10, new TimeGrid(0.01, 1000)[1000]);
    }

    [Theory]
    [InlineData(0, 1, 0, "dt")]
    [InlineData(-0.1, 1, 0, "dt")]
    [InlineData(double.NaN, 1, 0, "dt")]
    [InlineData(double.PositiveInfinity, 1, 0, "dt")]
    [InlineData(0.1, -1, 0, "steps")]
    [InlineData(0.1, 1, double.NaN, "start")]
    public void A_setting_out_of_range_is_named(double dt, int steps, double start, string name) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new TimeGrid(dt, steps, start)).ParamName);
}
