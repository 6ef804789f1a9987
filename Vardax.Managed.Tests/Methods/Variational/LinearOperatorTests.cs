using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class LinearOperatorTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(5, 2)]
    [InlineData(33, 200)]
    public void It_is_its_matrix(int p, int n)
    {
        double[] matrix = Numbers.Normal(p, p * n);
        OperatorChecks.IsTheMatrix(new LinearOperator(p, n, matrix), matrix);
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        CovarianceChecks.Refused("matrix", "found 5", () => new LinearOperator(2, 3, new double[5]));
        CovarianceChecks.Refused("matrix", "found 0", () => new LinearOperator(0, 3, []));
        CovarianceChecks.Refused("matrix", "Entry 1 is NaN", () => new LinearOperator(1, 2, [1, double.NaN]));
    }
}
