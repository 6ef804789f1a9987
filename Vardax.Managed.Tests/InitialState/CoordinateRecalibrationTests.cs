using Vardax.Managed.InitialState;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.InitialState;

public sealed class CoordinateRecalibrationTests
{
    [Fact]
    public void Each_region_gets_its_own_distribution()
    {
        // Of two features, the first tells nothing; the second, by quarters: narrow, wide, displaced, narrow.
        double[] normals = Numbers.Normal(1, 8192), noise = Numbers.Normal(2, 8192);
        double[] features = [.. normals.SelectMany((_, i) => (double[])[noise[i], i])];
        double[] values = [.. normals.Select((z, i) => (i / 2048) switch { 1 => 2 * z, 2 => 4 + z, _ => z / 2 })];
        CoordinateRecalibration found = CoordinateRecalibration.Fit(features, 2, values);
        Assert.InRange(found.Classes.Count, 4, 8);
        Assert.Equal(found.Classes.Count - 1, found.Splits.Count);
        Assert.All(found.Splits.Take(3), s => Assert.Equal(1, s.Feature));
        foreach ((double at, double mean, double std) in ((double, double, double)[])
            [(-1e9, 0, 0.5), (1000, 0, 0.5), (3000, 0, 2), (5000, 4, 1), (7000, 0, 0.5), (1e9, 0, 0.5)])
        {
            NormalMixture there = found.At([0.3, at]);
            CloseAssert.Absolute(mean, there.Mean, 5 * std / Math.Sqrt(1000), $"mean at {at}");
            CloseAssert.Relative(std, there.StandardDeviation, 0.1, $"standard deviation at {at}");
        }
    }

    [Fact]
    public void Features_that_tell_nothing_split_nothing()
    {
        double[] values = Numbers.Normal(2, 8192);
        Assert.Single(CoordinateRecalibration.Fit(Numbers.Normal(3, 3 * 8192), 3, values).Classes);
        CoordinateRecalibration found = CoordinateRecalibration.Fit(new double[8192], 1, [.. values.Select((z, i) => i * z)]);
        Assert.Single(found.Classes);
    }

    [Theory]
    [InlineData(0, 0, 1e-12)]
    [InlineData(0.02, 0, 1e-12)]
    [InlineData(0.2, 0.1955, 0.01)]
    public void A_mean_that_chance_explains_is_none(double displaced, double expected, double tolerance)
    {
        // The values' own mean is within 0.01 of 0; 0.033 is three standard errors.
        double[] values = [.. Numbers.Normal(2, 8192).Select(z => z + displaced)];
        NormalMixture found = CoordinateRecalibration.Fit(new double[8192], 1, values).At([0]);
        CloseAssert.Absolute(expected, found.Mean, tolerance);
        CloseAssert.Relative(1, found.StandardDeviation, 0.03);
    }

    [Fact]
    public void Few_values_are_one_region()
    {
        double[] values = [.. Numbers.Normal(2, 500).Select((z, i) => i < 250 ? z : 100 * z)];
        Assert.Single(CoordinateRecalibration.Fit([.. Enumerable.Range(0, 500)], 1, values).Classes);
    }

    [Fact]
    public void No_region_is_of_few_values()
    {
        // The narrow part is an eighth of what a leaf takes at least.
        double[] normals = Numbers.Normal(1, 4096);
        CoordinateRecalibration found = CoordinateRecalibration.Fit(
            [.. Enumerable.Range(0, 4096)], 1, [.. normals.Select((z, i) => i < 32 ? z / 100 : z)]);
        Assert.True(found.At([0]).StandardDeviation > 0.5);
    }

    [Fact]
    public void Trees_that_lead_nowhere_are_refused()
    {
        NormalMixture[] two = [new(1), new(2)];
        var tree = new CoordinateRecalibration([new RecalibrationSplit(0, 0.5, ~0, ~1)], two);
        Assert.Equal((1, 2), (tree.At([0.5]).StandardDeviation, tree.At([0.6]).StandardDeviation));
        foreach (RecalibrationSplit split in (RecalibrationSplit[])
            [new(0, 0, 0, ~1), new(0, 0, ~0, ~2), new(0, 0, 1, ~0), new(-1, 0, ~0, ~1)])
        {
            Refuses.Argument("splits", () => new CoordinateRecalibration([split], two));
        }

        Refuses.Argument("splits", () => new CoordinateRecalibration([], two));
        Refuses.Argument("splits", () => new CoordinateRecalibration([], []));
        two[0] = new NormalMixture(9);
        Assert.Equal(1, tree.At([0]).StandardDeviation);
    }

    [Fact]
    public void One_distribution_holds_everywhere()
    {
        var same = new CoordinateRecalibration(new NormalMixture(3));
        Assert.Equal(3, same.At([0, 0]).StandardDeviation);
        Assert.Equal(3, same.At([double.PositiveInfinity]).StandardDeviation);
    }
}
