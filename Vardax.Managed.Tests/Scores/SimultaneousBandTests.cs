using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class SimultaneousBandTests
{
    [Theory]
    [InlineData(6, 3, 0.8)]
    [InlineData(7, 4, 0.9)]
    [InlineData(5, 5, 0.5)]
    public void Coverage_is_that_of_all_outcomes_counted(int count, int cells, double level)
    {
        SimultaneousBand band = SimultaneousBand.Compute(count, cells, level);
        int outcomes = (int)Math.Pow(cells, count), inside = 0;
        var ranks = new int[count];
        for (int outcome = 0; outcome < outcomes; outcome++)
        {
            for (int i = 0, rest = outcome; i < count; i++, rest /= cells)
                ranks[i] = rest % cells;
            inside += IsInside(band, band.CountsBelow(ranks, cells - 1)) ? 1 : 0;
        }

        CloseAssert.Absolute(inside / (double)outcomes, band.Coverage, 1e-12);
        Assert.True(band.Coverage >= level, $"{band.Coverage}");
    }

    // R: qbinom(c(0.025, 0.975), 100, 0.5) is 40, 60; qbinom(..., 20, 0.5) is 6, 14.
    [Theory]
    [InlineData(100, 40, 60)]
    [InlineData(20, 6, 14)]
    public void With_a_single_point_it_is_the_binomial_interval(int count, int lower, int upper)
    {
        SimultaneousBand band = SimultaneousBand.Compute(count, 2);
        Assert.Equal((lower, upper), (band.Lower[0], band.Upper[0]));
    }

    [Fact]
    public void Uniform_ranks_stay_inside_with_the_stated_probability()
    {
        const int trials = 4000, count = 200, samples = 39;
        SimultaneousBand band = SimultaneousBand.Compute(count, samples + 1);
        Assert.InRange(band.Coverage, 0.95, 0.952);
        var random = new Random(3);
        var ranks = new int[count];
        int inside = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            for (int i = 0; i < count; i++)
                ranks[i] = random.Next(samples + 1);
            int[] counts = band.CountsBelow(ranks, samples);
            bool isInside = IsInside(band, counts);
            inside += isInside ? 1 : 0;
            Assert.Equal(isInside, band.LeastProbable(counts).Tail >= band.Gamma);
        }

        CloseAssert.Absolute(band.Coverage, inside / (double)trials, 4 * Math.Sqrt(0.95 * 0.05 / trials));
    }

    [Fact]
    public void It_is_narrower_than_bonferroni_and_wider_than_pointwise()
    {
        SimultaneousBand band = SimultaneousBand.Compute(1000, 100);
        Assert.InRange(band.Gamma, 2 * 0.05 / 99, 0.05 / 4);
        Assert.InRange(band.Coverage, 0.95, 0.9505);
        for (int j = 0; j < 99; j++)
            Assert.Equal(1000 - band.Upper[98 - j], band.Lower[j]);
    }

    [Fact]
    public void Ranks_of_several_kinds_are_told_from_uniform_ones()
    {
        const int count = 1000, samples = 99;
        SimultaneousBand band = SimultaneousBand.Compute(count, samples + 1);
        bool Passes(Func<double, double> warp)
        {
            int[] ranks = [.. Enumerable.Range(0, count).Select(i => (int)(100 * warp((i + 0.5) / count)))];
            return band.LeastProbable(band.CountsBelow(ranks, samples)).Tail >= band.Gamma;
        }

        Assert.True(Passes(u => u));
        Assert.False(Passes(u => u * u));
        Assert.False(Passes(u => u + (0.15 * Math.Sin(Math.Tau * u))));
        Assert.False(Passes(u => u < 0.05 ? 0 : u));
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        SimultaneousBand band = SimultaneousBand.Compute(3, 5);
        Refuses.Argument("count", () => SimultaneousBand.Compute(0, 5));
        Refuses.Argument("cells", () => SimultaneousBand.Compute(3, 1));
        Refuses.Argument("level", () => SimultaneousBand.Compute(3, 5, 1));
        Refuses.Argument("ranks", () => band.CountsBelow([1, 2], 4));
        Refuses.Argument("ranks", () => band.CountsBelow([1, 2, 5], 4));
        Refuses.Argument("cells", () => band.CountsBelow([1, 2, 3], 5));
        Refuses.Argument("countsBelow", () => band.LeastProbable([1, 2, 3]));
    }

    private static bool IsInside(SimultaneousBand band, int[] counts) =>
        counts.Zip(band.Lower.Zip(band.Upper)).All(p => p.First >= p.Second.First && p.First <= p.Second.Second);
}
