using Vardax.Managed.Experiments;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Tests.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class IncrementalFourDVarTests
{
    [Theory]
    [MemberData(nameof(LinearGaussian.Sizes), MemberType = typeof(LinearGaussian))]
    public void Linear_Gaussian_problems_have_the_posterior_of_the_closed_form(int n, int steps)
    {
        var problem = new LinearGaussian(n, steps);
        LaplaceApproximation posterior = new IncrementalFourDVar(problem.Settings, problem.Prior).Solve(problem.Observations);
        Assert.Equal("incremental_4dvar", posterior.Provenance.Method);
        problem.AgreesWithWindow(posterior, modelError: false);
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        var prior = new Gaussian([0, 0], DiagonalCovariance.Isotropic(2, 1));
        Refuses.Argument("settings", () => new IncrementalFourDVar(null!, prior));
        Refuses.Argument("prior", () => new IncrementalFourDVar(Presets.Reference(), null!));
        CovarianceChecks.Refused("prior", "3 variables, found 2", () => new IncrementalFourDVar(Presets.Reference(), prior));
    }
}
