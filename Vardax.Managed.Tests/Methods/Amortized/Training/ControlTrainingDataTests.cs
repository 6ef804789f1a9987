using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Training;

public sealed class ControlTrainingDataTests
{
    private const int Lead = 3, Controls = 3;
    private static readonly ProblemSettings Settings =
        SmallPosterior.Settings.Seen(components: [0, 2]).Lead(Lead);

    private static readonly ProblemGenerator Generator = new(Settings);
    private static readonly SimulatedTrainingData Windows = new(Generator, RandomKey.FromSeed(21));
    private static readonly int[] Observed = [.. Enumerable.Range(0, Settings.WindowEntries).Where(i => Generator.Mask[i] != 0)];
    private static readonly ControlTrainingData Data = new(Windows, Settings, Observed);

    [Theory]
    [InlineData(0, 6)]
    [InlineData(4, 7)]
    public void Rows_are_the_observed_entries_and_the_first_state_of_the_window_with_its_lead(int step, int rows)
    {
        int entries = Settings.WindowEntries;
        float[] y = new float[rows * entries], x = new float[rows * entries];
        Windows.Fill(step, rows, 0, rows, y, new float[rows * entries], x, new float[Windows.ScratchSize(rows)]);
        (float[] observations, float[] controls) = Fill(step, rows, [rows]);
        Assert.Equal([9, 11, 15, 17, 21, 23], Observed);
        for (int row = 0; row < rows; row++)
        {
            Assert.Equal(
                Observed.Select(i => y[(row * entries) + i]), observations.Skip(row * Observed.Length).Take(Observed.Length));
            Assert.Equal(x.Skip(row * entries).Take(Controls), controls.Skip(row * Controls).Take(Controls));
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(13)]
    public void Any_sharding_gives_the_same_bits(int batchSize)
    {
        (float[] y, float[] x) = Fill(2, batchSize, [batchSize]);
        for (int cut = 1; cut < batchSize; cut++)
        {
            (float[] yCut, float[] xCut) = Fill(2, batchSize, [.. Enumerable.Repeat(cut, batchSize / cut), batchSize % cut]);
            BitwiseAssert.Equal<float>(y, yCut, $"observations in shards of {cut}");
            BitwiseAssert.Equal<float>(x, xCut, $"controls in shards of {cut}");
        }
    }

    [Fact]
    public void Filling_allocates_nothing()
    {
        float[] y = new float[9 * Observed.Length], m = new float[9 * Observed.Length], x = new float[9 * Controls], scratch = new float[Data.ScratchSize(9)];
        int step = 0;
        Assert.Equal(0, Allocation.AfterWarmUp(() => Data.Fill(step++, 9, 0, 9, y, m, x, scratch)));
    }

    private static (float[] Observations, float[] Controls) Fill(int step, int batchSize, int[] shards)
    {
        float[] y = new float[batchSize * Observed.Length], x = new float[batchSize * Controls];
        int first = 0;
        foreach (int rows in shards.Where(rows => rows > 0))
        {
            Data.Fill(step, batchSize, first, rows, y.AsSpan(first * Observed.Length, rows * Observed.Length),
                new float[rows * Observed.Length], x.AsSpan(first * Controls, rows * Controls), new float[Data.ScratchSize(rows)]);
            first += rows;
        }

        return (y, x);
    }
}
