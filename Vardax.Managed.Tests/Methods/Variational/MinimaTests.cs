using Vardax.Managed.Methods.Variational;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class MinimaTests
{
    [Fact]
    public void Minima_are_kept_by_their_cost_and_of_two_at_one_place_the_lower()
    {
        var minima = new Minima(2, 3);
        Assert.True(minima.Add([1, 0], 5, true));
        Assert.True(minima.Add([0, 1], 3, false));
        Assert.False(minima.Add([1, 0.001], 6, true));
        Assert.False(minima.Add([1, 0.001], 2, true));
        Assert.False(minima.Add([4, 4], double.NaN, true));
        Assert.Equal((2, 2.0, 3.0), (minima.Count, minima.Cost(0), minima.Cost(1)));
        Assert.Equal([1, 0.001], minima[0].ToArray());
        Assert.Equal((true, false), (minima.HasConverged(0), minima.HasConverged(1)));
        Assert.True(minima.Add([2, 2], 9, true));
        Assert.False(minima.Add([3, 3], 10, true));
        Assert.True(minima.Add([3, 3], 1, true));
        Assert.Equal([1.0, 2.0, 3.0], Enumerable.Range(0, minima.Count).Select(minima.Cost));
        minima.Clear();
        Assert.Equal(0, minima.Count);
    }
}
