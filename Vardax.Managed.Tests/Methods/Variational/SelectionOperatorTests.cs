using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class SelectionOperatorTests
{
    [Theory]
    [InlineData(1, new[] { 0 })]
    [InlineData(3, new[] { 0 })]
    [InlineData(3, new[] { 2, 0 })]
    [InlineData(4, new[] { 1, 1, 3 })]
    [InlineData(200, new[] { 199, 7, 0, 55 })]
    public void It_is_the_matrix_of_unit_rows(int n, int[] components)
    {
        var h = new SelectionOperator(n, components);
        var matrix = new double[components.Length * n];
        for (int i = 0; i < components.Length; i++)
            matrix[(i * n) + components[i]] = 1;
        Assert.Equal(components, h.Components.ToArray());
        OperatorChecks.IsTheMatrix(h, matrix);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(200)]
    public void The_identity_sees_all(int n) =>
        OperatorChecks.IsTheMatrix(SelectionOperator.Identity(n), PlainMatrix.Identity(n));

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        CovarianceChecks.Refused("components", "at least one", () => new SelectionOperator(3));
        CovarianceChecks.Refused("components", "found 3", () => new SelectionOperator(3, 0, 3));
        CovarianceChecks.Refused("components", "found -1", () => new SelectionOperator(3, -1));
        CovarianceChecks.Refused("stateDimension", "'0'", () => SelectionOperator.Identity(0));
    }
}
