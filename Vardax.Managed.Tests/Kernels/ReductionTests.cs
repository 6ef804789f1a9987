using Vardax.Managed.Kernels;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Kernels;

public sealed class ReductionTests
{
    [Fact]
    public void The_sum_of_every_length_is_right_to_its_rounding_bound()
    {
        for (int length = 0; length <= 256; length++)
        {
            double[] x = Numbers.Normal(length, length);
            float[] single = [.. x.Select(v => (float)v)];
            double magnitude = x.Sum(Math.Abs);
            double exact = single.Sum(v => (double)v);
            CloseAssert.Absolute(exact, Reduction.Sum<float>(single), length * 6e-8 * magnitude, $"{length}");
            CloseAssert.Absolute(x.Sum(), Reduction.Sum<double>(x), length * 2.3e-16 * magnitude, $"{length}");
        }
    }

    [Fact]
    public void Every_element_is_counted_once()
    {
        for (int length = 0; length <= 256; length++)
        {
            float[] x = [.. Enumerable.Range(1, length).Select(i => (float)i)];
            Assert.Equal(length * (length + 1) / 2, Reduction.Sum<float>(x));
            Assert.Equal(x.Sum(v => (double)v * v), Reduction.SumOfSquares(x));
        }
    }

    [Fact]
    public void Squares_are_summed_in_double_precision()
    {
        float[] large = [.. Enumerable.Repeat(1e30f, 20)];
        CloseAssert.Relative(20 * Math.Pow(1e30f, 2), Reduction.SumOfSquares(large), 1e-15);
        float[] x = Numbers.NormalSingle(1, 1003);
        CloseAssert.Relative(x.Sum(v => (double)v * v), Reduction.SumOfSquares(x), 1e-13);
    }

    [Fact]
    public void A_value_that_is_not_a_number_is_not_lost()
    {
        for (int at = 0; at < 19; at++)
        {
            var x = new float[19];
            x[at] = float.NaN;
            Assert.True(float.IsNaN(Reduction.Sum<float>(x)));
            Assert.True(double.IsNaN(Reduction.SumOfSquares(x)));
        }
    }

    [Fact]
    public void A_dot_product_counts_every_element_once()
    {
        for (int length = 0; length <= 256; length++)
        {
            double[] x = [.. Enumerable.Range(1, length).Select(i => (double)i)], y = [.. x.Select(v => (3 * v) - 7)];
            Assert.Equal(x.Zip(y, (a, b) => a * b).Sum(), Reduction.Dot(x, y));
            double[] u = Numbers.Normal(length, length), v = Numbers.Normal(length + 1, length + 3);
            CloseAssert.Absolute(u.Zip(v, (a, b) => a * b).Sum(), Reduction.Dot(u, v), 1e-13 * Math.Max(1, length), $"{length}");
        }
    }

    [Fact]
    public void A_dot_product_with_a_shorter_vector_is_refused() =>
        Assert.ThrowsAny<ArgumentException>(() => Reduction.Dot(new double[9], new double[8]));

    [Fact]
    public void Weighted_moments_of_every_length_are_those_of_plain_sums()
    {
        for (int length = 0; length <= 40; length++)
        {
            // Far from zero, so that a difference of squares would lose the variance.
            float[] x = [.. Numbers.NormalSingle(length, length).Select(v => 1000 + v)];
            double[] weights = [.. Numbers.Normal(length + 1, length).Select(Math.Abs)];
            double sum = weights.Sum();
            weights = [.. weights.Select(w => w / sum)];
            double mean = x.Zip(weights, (v, w) => v * w).Sum(), variance = x.Zip(weights, (v, w) => w * Math.Pow(v - mean, 2)).Sum();
            (double Mean, double Variance) found = Reduction.WeightedMoments(weights, x);
            CloseAssert.Relative(mean, found.Mean, 1e-14, $"{length}");
            CloseAssert.Absolute(variance, found.Variance, 1e-12, $"{length}");
        }
    }
}
