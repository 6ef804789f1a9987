using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Heads;

public sealed class BalancedNormalsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Mean_and_covariance_are_exact_and_higher_moments_close(int n)
    {
        const int count = 256;
        float[] points = BalancedNormals.Create(n, count);
        double Average(Func<int, double> f) => Enumerable.Range(0, count).Average(at => f(at * n));
        for (int i = 0; i < n; i++)
        {
            CloseAssert.Absolute(0, Average(at => points[at + i]), 1e-6);
            CloseAssert.Absolute(0, Average(at => Math.Pow(points[at + i], 3)), 0.3);
            CloseAssert.Absolute(3, Average(at => Math.Pow(points[at + i], 4)), 0.5);
            for (int j = 0; j < n; j++)
                CloseAssert.Absolute(i == j ? 1 : 0, Average(at => (double)points[at + i] * points[at + j]), 1e-6);
        }
    }

    [Fact]
    public void Too_few_points_are_refused() => Refuses.Argument("count", () => BalancedNormals.Create(4, 3));
}
