using Vardax.Managed.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Gaussians;

public sealed class DiagonalCovarianceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(200)]
    public void It_is_the_diagonal_matrix_of_its_variances(int n)
    {
        double[] std = Numbers.Uniform(n, n, 0.1, 3), matrix = PlainMatrix.Identity(n);
        for (int i = 0; i < n; i++)
            matrix[i * (n + 1)] = std[i] * std[i];
        CovarianceChecks.Agrees(new DiagonalCovariance(std), matrix);
    }

    [Fact]
    public void Isotropic_has_one_standard_deviation() =>
        Assert.Equal([4, 0, 0, 4], DiagonalCovariance.Isotropic(2, 2).ToMatrix());

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        CovarianceChecks.Refused("standardDeviations", "'0'", () => new DiagonalCovariance());
        CovarianceChecks.Refused("standardDeviations", "Standard deviation 1 is 0", () => new DiagonalCovariance(1, 0));
        CovarianceChecks.Refused("standardDeviations", "is -2", () => new DiagonalCovariance(-2));
        CovarianceChecks.Refused("standardDeviations", "is NaN", () => new DiagonalCovariance(double.NaN));
        CovarianceChecks.Refused("standardDeviations", "Infinity", () => new DiagonalCovariance(double.PositiveInfinity));
        CovarianceChecks.Refused("dimension", "'0'", () => DiagonalCovariance.Isotropic(0, 1));
        CovarianceChecks.Refused("standardDeviation", "-1", () => DiagonalCovariance.Isotropic(2, -1));
    }
}
