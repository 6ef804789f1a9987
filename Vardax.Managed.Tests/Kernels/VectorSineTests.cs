using Vardax.Managed.Kernels;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Kernels;

public sealed class VectorSineTests
{
    public static TheoryData<double> Scales => [1e-30, 1e-8, 0.1, 0.8, 3, 100, 1e4, 9e5, 2e6, 1e15];

    [Theory]
    [MemberData(nameof(Scales))]
    public void Is_within_one_ulp(double scale) => Check(Numbers.Uniform(1, 4000, -scale, scale));

    [Fact]
    public void Is_within_one_ulp_beside_the_multiples_of_a_quarter_turn() => Check(
        [.. Enumerable.Range(-2000, 4001).SelectMany(k => (double[])[k * 317 * (Math.PI / 2), Math.BitIncrement(k * (Math.PI / 2)), k * 1e-3])]);

    [Fact]
    public void A_lane_beyond_the_reduction_leaves_the_others_alone()
    {
        double[] x = [0.3, 1e9, double.NaN, -2, double.PositiveInfinity, 5, 6, 7], mixed = new double[x.Length], alone = new double[1];
        Elementwise.Map<double, VectorSin<double>>(x, mixed, default);
        for (int i = 0; i < x.Length; i++)
        {
            Elementwise.Map<double, VectorSin<double>>(x.AsSpan(i, 1), alone, default);
            BitwiseAssert.Equal<double>(alone, mixed.AsSpan(i, 1), $"{x[i]}");
        }
    }

    private static void Check(double[] x)
    {
        double[] sine = new double[x.Length], cosine = new double[x.Length];
        float[] single = [.. x.Select(v => (float)v)], sine32 = new float[x.Length], cosine32 = new float[x.Length];
        Elementwise.Map<double, VectorSin<double>>(x, sine, default);
        Elementwise.Map<double, VectorCos<double>>(x, cosine, default);
        Elementwise.Map<float, VectorSin<float>>(single, sine32, default);
        Elementwise.Map<float, VectorCos<float>>(single, cosine32, default);
        for (int i = 0; i < x.Length; i++)
        {
            // The framework's are within an ulp themselves.
            CloseAssert.Absolute(Math.Sin(x[i]), sine[i], 1.5 * Ulp.Of<double>(Math.Abs(Math.Sin(x[i]))), $"sin {x[i]:R}");
            CloseAssert.Absolute(Math.Cos(x[i]), cosine[i], 1.5 * Ulp.Of<double>(Math.Abs(Math.Cos(x[i]))), $"cos {x[i]:R}");
            Assert.True(Ulp.Error(sine32[i], Math.Sin(single[i])) <= 0.6, $"sin {single[i]:R}");
            Assert.True(Ulp.Error(cosine32[i], Math.Cos(single[i])) <= 0.6, $"cos {single[i]:R}");
        }
    }
}
