using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class UniformityTestTests
{
    [Fact]
    public void Sixty_throws_of_a_die_by_hand()
    {
        // Expected 10 each: (25 + 4 + 4 + 1 + 0 + 100) / 10. R: 1 - pchisq(13.4, 5) = 0.01991.
        UniformityTest test = UniformityTest.ChiSquare([5, 8, 8, 9, 10, 20]);
        CloseAssert.Absolute(13.4, test.Statistic, 1e-12);
        Assert.Equal(5, test.DegreesOfFreedom);
        CloseAssert.Absolute(0.01991, test.PValue, 5e-6);
    }

    [Fact]
    public void Equal_counts_are_as_uniform_as_can_be() => Assert.Equal(1, UniformityTest.ChiSquare([7, 7, 7]).PValue);

    [Fact]
    public void It_rejects_uniform_counts_one_time_in_twenty()
    {
        const int trials = 2000;
        var random = new Random(2);
        int rejected = 0;
        for (int i = 0; i < trials; i++)
        {
            var counts = new int[10];
            for (int k = 0; k < 500; k++)
                counts[random.Next(10)]++;
            rejected += UniformityTest.ChiSquare(counts).PValue < 0.05 ? 1 : 0;
        }

        CloseAssert.Absolute(0.05, rejected / (double)trials, 4 * Math.Sqrt(0.05 * 0.95 / trials));
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("counts", () => UniformityTest.ChiSquare([3]));
        Refuses.Argument("counts", () => UniformityTest.ChiSquare([0, 0]));
    }
}
