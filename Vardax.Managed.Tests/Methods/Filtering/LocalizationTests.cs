using Vardax.Managed.Dynamics;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Filtering;

public sealed class LocalizationTests
{
    private static readonly DynamicalSystem Ring = new("ring", ["x[10]", "c"], x => [x.Parse("x[i+1] - c", 10), x.Parse("0 * c")]);

    [Fact]
    public void Sites_are_on_a_ring_and_what_has_no_site_is_near_everything()
    {
        var localization = new Localization(Observed(9, 10), 2);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], localization.ComponentsNear(1).Select(near => near.Index));
        Assert.All(localization.ComponentsNear(1), near => Assert.Equal(1, near.Taper));
        Dictionary<int, double> near = localization.ComponentsNear(0).ToDictionary();
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], near.Keys.Order());
        Assert.Equal((1, near[8], near[7]), (near[9], near[0], near[1]));
        CloseAssert.Absolute(GaspariCohn.Taper(5, 2), near[4], 1e-15);
        Assert.Equal(1, near[10]);
    }

    [Fact]
    public void Far_ones_are_left_out_and_a_batch_stands_at_the_mean_distance()
    {
        var localization = new Localization(Observed([.. Enumerable.Range(0, 10)]), 0.8);
        int[][] batches = localization.Batches(2);
        Assert.Equal(["0 1", "2 3", "4 5", "6 7", "8 9", "10"], batches.Select(batch => string.Join(' ', batch)));
        (int Index, double Taper)[] near = localization.ObservationsNear(batches[0]);
        Assert.Equal([0, 1, 2, 3, 8, 9], near.Select(one => one.Index));
        CloseAssert.Absolute(GaspariCohn.Taper(1.5, 0.8), near[2].Taper, 1e-15);
        Assert.Equal(10, localization.ObservationsNear(batches[5]).Length);
    }

    [Fact]
    public void An_observation_of_several_components_is_as_near_as_the_nearest()
    {
        double[] sum = new double[11];
        (sum[2], sum[6]) = (1, 3);
        var system = System(new LinearOperator(1, 11, sum));
        Dictionary<int, double> near = new Localization(system, 2).ComponentsNear(0).ToDictionary();
        Assert.Equal((1, 1, GaspariCohn.Taper(2, 2)), (near[2], near[6], near[4]));
    }

    private static StateSpaceModel Observed(params int[] components) => System(new SelectionOperator(11, components));

    private static StateSpaceModel System(IObservationOperator observing) => new(Ring, 0.1, InitialDistribution.Normal(new double[11], 1),
        new ObservingSystem([.. Enumerable.Range(0, observing.ObservationDimension).Select(
            i => new Instrument($"y{i}", new NormalError(1), new RegularSteps(1)))], observing));
}
