using Vardax.Managed.Kernels;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Kernels;

public sealed class DistanceTests
{
    [Fact]
    public void Every_element_is_counted_once_at_every_length()
    {
        for (int length = 0; length <= 256; length++)
        {
            float[] x = [.. Enumerable.Range(1, length).Select(i => (float)i)], y = [.. x.Select(v => (3 * v) - 7)];
            Assert.Equal(x.Zip(y, (a, b) => ((double)a - b) * ((double)a - b)).Sum(), Distance.Squared(x, y));
            float[] u = Numbers.NormalSingle(length, length), w = Numbers.NormalSingle(length + 1, length + 3);
            double exact = u.Zip(w, (a, b) => Math.Pow((double)a - b, 2)).Sum();
            CloseAssert.Relative(exact, Distance.Squared(u, w), 1e-13, $"{length}");
        }
    }

    [Fact]
    public void Differences_are_taken_in_double_precision() =>
        CloseAssert.Relative(9 * Math.Pow(2e30f, 2), Distance.Squared([.. Enumerable.Repeat(1e30f, 9)],
            [.. Enumerable.Repeat(-1e30f, 9)]), 1e-6);

    [Fact]
    public void A_shorter_vector_is_refused() =>
        Assert.ThrowsAny<ArgumentException>(() => Distance.Squared(new float[9], new float[8]));
}
