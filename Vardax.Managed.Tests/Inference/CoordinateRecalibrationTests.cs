using Vardax.Managed.Inference;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Inference;

public sealed class CoordinateRecalibrationTests
{
    [Fact]
    public void Short_coordinates_get_their_own_distribution()
    {
        // Lengths below 1 come with a spread of 0.5, those above with one of 2.
        double[] normals = Numbers.Normal(1, 8192);
        (double, double)[] coordinates =
            [.. normals.Select((z, i) => ((i % 2) + ((i + 1) / 10_000.0), i % 2 == 0 ? z / 2 : 2 * z))];
        CoordinateRecalibration found = CoordinateRecalibration.Fit(coordinates);
        Assert.Equal(8, found.Classes.Count);
        CloseAssert.Relative(0.5, found.At(0.3).StandardDeviation, 0.1);
        CloseAssert.Relative(2, found.At(1.7).StandardDeviation, 0.1);
        CloseAssert.Relative(2, found.At(1e9).StandardDeviation, 0.1);
    }

    [Fact]
    public void Coordinates_of_one_length_are_one_class_whatever_their_values()
    {
        CoordinateRecalibration found = CoordinateRecalibration.Fit([.. Numbers.Normal(2, 8192).Select(z => (1.0, z))]);
        Assert.Single(found.Classes);
        CloseAssert.Relative(1, found.At(1).StandardDeviation, 0.03);
    }

    [Fact]
    public void One_distribution_holds_at_every_length()
    {
        var same = new CoordinateRecalibration(new ScaleMixture(1, 3, 3));
        Assert.Equal(3, same.At(0).StandardDeviation);
        Assert.Equal(3, same.At(double.PositiveInfinity).StandardDeviation);
    }
}
