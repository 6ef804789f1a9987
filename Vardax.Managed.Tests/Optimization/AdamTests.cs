using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

public sealed class AdamTests
{
    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(7, 0.25)]
    [InlineData(16, 1.0)]
    [InlineData(33, 3.0)]
    [InlineData(100, 1.0)]
    public void Fifty_updates_are_those_of_the_algorithm_in_double(int count, double scale)
    {
        float[] parameters = Numbers.NormalSingle(1, count);
        double[] p = [.. parameters.Select(x => (double)x)], m = new double[count], v = new double[count];
        var adam = new Adam(count);
        for (int t = 1; t <= 50; t++)
        {
            float[] gradient = [.. Numbers.NormalSingle(100 + t, count).Select((g, i) => g * MathF.Pow(10, (i % 7) - 3))];
            double rate = 0.01 / t;
            adam.Update(parameters, gradient, rate, scale);
            for (int i = 0; i < count; i++)
            {
                double g = gradient[i] * scale;
                m[i] = (0.9 * m[i]) + (0.1 * g);
                v[i] = (0.999 * v[i]) + (0.001 * g * g);
                double mHat = m[i] / (1 - Math.Pow(0.9, t)), vHat = v[i] / (1 - Math.Pow(0.999, t));
                p[i] -= rate * mHat / (Math.Sqrt(vHat) + 1e-8);
            }
        }

        Assert.Equal(50, adam.Updates);
        for (int i = 0; i < count; i++)
            CloseAssert.Absolute(p[i], parameters[i], 3e-6 * Math.Max(1, Math.Abs(p[i])), $"[{i}]");
    }

    [Fact]
    public void The_first_update_moves_every_parameter_by_the_rate_against_its_gradient()
    {
        float[] parameters = new float[5];
        new Adam(5).Update(parameters, [1e-3f, -1, 50, 0, -1e4f], 0.01);
        CloseAssert.Absolute([-0.01f, 0.01f, -0.01f, 0, 0.01f], parameters, 1e-6);
    }

    [Fact]
    public void Epsilon_is_added_to_the_corrected_root()
    {
        // At the first step m / (1 - b1) = g and sqrt(v / (1 - b2)) = |g|: the update is rate g / (|g| + epsilon).
        float[] parameters = new float[2];
        new Adam(2).Update(parameters, [1e-8f, 3e-8f], 0.8);
        CloseAssert.Absolute([-0.4f, -0.6f], parameters, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    public void An_update_in_parts_has_the_bits_of_one_in_whole(int part)
    {
        const int count = 101;
        float[] whole = Numbers.NormalSingle(1, count), parts = [.. whole];
        Adam first = new(count), second = new(count);
        for (int t = 0; t < 3; t++)
        {
            float[] gradient = Numbers.NormalSingle(10 + t, count);
            first.Update(whole, gradient, 0.01, 0.5);
            second.Begin(0.01, 0.5);
            for (int start = 0; start < count; start += part)
                second.UpdateRange(parts, gradient, start, Math.Min(start + part, count));
            BitwiseAssert.Equal<float>(whole, parts, $"update {t}");
        }
    }

    [Fact]
    public void Finds_the_minimum_of_a_quadratic()
    {
        float[] target = Numbers.NormalSingle(1, 19), x = new float[19];
        var adam = new Adam(19);
        for (int t = 0; t < 3000; t++)
            adam.Update(x, [.. x.Zip(target, (a, b) => a - b)], 0.01);
        CloseAssert.Absolute(target, x, 1e-4);
    }

    [Fact]
    public void An_update_allocates_nothing()
    {
        float[] parameters = new float[1001], gradient = Numbers.NormalSingle(1, 1001);
        var adam = new Adam(1001);
        Assert.Equal(0, Allocation.AfterWarmUp(() => adam.Update(parameters, gradient, 1e-3)));
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("parameterCount", () => new Adam(-1));
        Refuses.Argument("firstMoment", () => new Adam(3).Restore(0, new float[2], new float[3]));
        Refuses.Argument("secondMoment", () => new Adam(3).Restore(0, new float[3], new float[4]));
    }
}
