using Vardax.Managed.Gaussians;

namespace Vardax.Managed.Tests.Gaussians;

public sealed class GaussianTests
{
    [Fact]
    public void It_keeps_a_copy_of_its_mean()
    {
        double[] mean = [1, 2];
        var prior = new Gaussian(mean, DiagonalCovariance.Isotropic(2, 1));
        mean[0] = 7;
        Assert.Equal([1, 2], prior.Mean);
        Assert.Equal(2, prior.Dimension);
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        DiagonalCovariance covariance = DiagonalCovariance.Isotropic(2, 1);
        CovarianceChecks.Refused("mean", "", () => new Gaussian(null!, covariance));
        CovarianceChecks.Refused("covariance", "", () => new Gaussian([1, 2], null!));
        CovarianceChecks.Refused("mean", "Expected 2 entries, found 3", () => new Gaussian([1, 2, 3], covariance));
        CovarianceChecks.Refused("mean", "Entry 1 is NaN", () => new Gaussian([1, double.NaN], covariance));
    }
}
