using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Filtering;

public sealed class GaspariCohnTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 1 - (5.0 / 3 / 4) + (5.0 / 8 / 8) + (1.0 / 2 / 16) - (1.0 / 4 / 32))]
    [InlineData(1, 5.0 / 24)]
    [InlineData(1.5, 4 - 7.5 + (5.0 / 3 * 2.25) + (5.0 / 8 * 3.375) - (5.0625 / 2) + (7.59375 / 12) - (2 / 4.5))]
    [InlineData(2, 0)]
    [InlineData(7, 0)]
    public void It_is_equation_4_10_in_half_supports(double r, double taper) =>
        CloseAssert.Absolute(taper, GaspariCohn.Taper(r * 1.82 * 3, 3), 1e-14);
}
