using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Randomness;

/// <summary>Moments and tails of long draws of fixed keys, within four standard errors.</summary>
public sealed class DistributionTests
{
    private const int Count = 1 << 20;
    private const double Errors = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Normal_numbers_have_the_moments_of_a_standard_normal(int seed)
    {
        double[] z = Normals((ulong)seed);
        CloseAssert.Absolute(0, z.Average(), Errors * Math.Sqrt(1.0 / Count), "mean");
        CloseAssert.Absolute(1, z.Average(x => x * x), Errors * Math.Sqrt(2.0 / Count), "second moment");
        CloseAssert.Absolute(0, z.Average(x => x * x * x), Errors * Math.Sqrt(15.0 / Count), "third moment");
        CloseAssert.Absolute(3, z.Average(x => x * x * x * x), Errors * Math.Sqrt(96.0 / Count), "fourth moment");
    }

    // P(|z| > k) = erfc(k / sqrt(2)), from tables.
    [Theory]
    [InlineData(1, 0.31731050786291404)]
    [InlineData(2, 0.045500263896358396)]
    [InlineData(3, 0.002699796063260188)]
    [InlineData(4, 6.334248366624e-05)]
    public void Normal_numbers_have_the_tails_of_a_standard_normal(double sigmas, double probability)
    {
        double share = Normals(4).Count(x => Math.Abs(x) > sigmas) / (double)Count;
        CloseAssert.Absolute(probability, share, Errors * Math.Sqrt(probability * (1 - probability) / Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(153)]
    public void Normal_numbers_do_not_depend_on_those_before_them(int lag)
    {
        double[] z = Normals(5);
        double correlation = Enumerable.Range(0, Count - lag).Average(i => z[i] * z[i + lag]);
        CloseAssert.Absolute(0, correlation, Errors / Math.Sqrt(Count - lag));
    }

    [Fact]
    public void Draws_of_sibling_keys_do_not_depend_on_each_other()
    {
        float[] first = new float[Count], second = new float[Count];
        (RandomKey a, RandomKey b) = RandomKey.FromSeed(6).Split();
        RandomDraws.Normal(a, first);
        RandomDraws.Normal(b, second);
        CloseAssert.Absolute(0, first.Zip(second, (x, y) => (double)x * y).Average(), Errors / Math.Sqrt(Count));
    }

    [Fact]
    public void Uniform_numbers_fill_their_interval_evenly()
    {
        var u = new float[Count];
        RandomDraws.Uniform(RandomKey.FromSeed(7), u, -2, 6);
        Assert.InRange(u.Min(), -2, -1.9999);
        Assert.InRange(u.Max(), 5.9999, 6);
        CloseAssert.Absolute(2, u.Average(x => (double)x), Errors * Math.Sqrt(64 / 12.0 / Count));
        var counts = new int[256];
        foreach (float x in u)
            counts[Math.Min(255, (int)((x + 2) * 32))]++;
        double expected = Count / 256.0;
        double chiSquare = counts.Sum(c => (c - expected) * (c - expected) / expected);
        CloseAssert.Absolute(255, chiSquare, Errors * Math.Sqrt(2 * 255));
    }

    private static double[] Normals(ulong seed)
    {
        var z = new float[Count];
        RandomDraws.Normal(RandomKey.FromSeed(seed), z);
        return [.. z.Select(x => (double)x)];
    }
}
