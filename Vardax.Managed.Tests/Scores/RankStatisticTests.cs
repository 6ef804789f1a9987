using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class RankStatisticTests
{
    [Theory]
    [InlineData(0.5, 0, 0.25, 0.25)]
    [InlineData(2.5, 2, 0.25, 2.25)]
    [InlineData(9, 5, 0.75, 5.75)]
    [InlineData(3, 2, 0.25, 2.75)] // Two ties: anywhere from 2 to 5.
    [InlineData(3, 4, 0.75, 4.25)]
    public void The_position_is_the_rank_and_a_place_within_it(double truth, int rank, double uniform, double position)
    {
        double found = RankStatistic.Position<double>([3, 1, 4, 2, 3], truth, uniform);
        CloseAssert.Absolute(position, found, 1e-15);
        Assert.Equal(rank, (int)found);
    }

    [Fact]
    public void Ranks_of_tied_values_are_uniform()
    {
        // Everything is one of three values: without tie-breaking the ranks pile up.
        const int trials = 20_000, samples = 4;
        var random = new Random(1);
        var counts = new int[samples + 1];
        for (int i = 0; i < trials; i++)
        {
            int[] values = [.. Enumerable.Range(0, samples).Select(_ => random.Next(3))];
            counts[(int)RankStatistic.Position<int>(values, random.Next(3), random.NextDouble())]++;
        }

        foreach (int count in counts)
            CloseAssert.Absolute(trials / 5.0, count, 4 * Math.Sqrt(trials * 0.2 * 0.8));
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("samples", () => RankStatistic.Position<float>([], 0, 0));
        Refuses.Argument("uniform", () => RankStatistic.Position<float>([1], 0, 1));
    }
}
