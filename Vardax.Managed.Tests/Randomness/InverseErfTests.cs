using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Randomness;

public sealed class InverseErfTests
{
    [Fact]
    public void Values_are_those_of_the_reference()
    {
        float[] x = ReferenceVectors.Singles(ReferenceVectors.Get("erfinv", "x"));
        double[] expected = ReferenceVectors.Doubles(ReferenceVectors.Get("erfinv", "y"));
        Elementwise.Map(x, x, default(InverseErf));
        for (int i = 0; i < x.Length; i++)
            CloseAssert.Absolute(expected[i], x[i], 4 * Ulp.Of<float>(Math.Abs(expected[i])), $"[{i}]");
    }

    // Normal quantiles z of 1 - alpha / 2, published to more digits than single precision holds: erfinv(1 - alpha) is
    // z / sqrt(2).
    [Theory]
    [InlineData(0.5, 0.6744897501960817)]
    [InlineData(0.8, 1.2815515655446004)]
    [InlineData(0.9, 1.6448536269514722)]
    [InlineData(0.95, 1.959963984540054)]
    [InlineData(0.99, 2.5758293035489004)]
    public void Values_are_the_normal_quantiles_of_tables(double probability, double quantile)
    {
        Span<float> x = [(float)probability];
        Elementwise.Map(x, x, default(InverseErf));
        CloseAssert.Relative(quantile / Math.Sqrt(2), x[0], 2e-6);
    }

    [Fact]
    public void Is_odd_and_increasing()
    {
        float[] x = [.. Enumerable.Range(-999, 1999).Select(i => i / 1000f)];
        var y = new float[x.Length];
        Elementwise.Map(x, y, default(InverseErf));
        for (int i = 0; i < x.Length; i++)
        {
            Assert.Equal(-y[i], y[^(i + 1)]);
            Assert.True(i == 0 || y[i] > y[i - 1]);
        }
    }
}
