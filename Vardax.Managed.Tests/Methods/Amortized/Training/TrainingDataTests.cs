using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Training;

public sealed class TrainingDataTests
{
    private const int Entries = SmallPosterior.Entries;
    private static readonly RandomKey Stream = RandomKey.FromSeed(21);

    [Theory]
    [InlineData(0, 8)]
    [InlineData(3, 8)]
    [InlineData(3, 7)]
    [InlineData(2, 1)]
    public void Rows_are_a_problem_and_its_mirror_image(int step, int batchSize)
    {
        (float[] y, float[] x) = Fill(new SimulatedTrainingData(SmallPosterior.Generator, Stream), step, batchSize, [batchSize]);
        ulong first = (ulong)(step * ((batchSize + 1) / 2));
        for (int row = 0; row < batchSize; row++)
        {
            AssimilationProblem problem = SmallPosterior.Generator.Generate(Stream.Child(first + (ulong)(row / 2)));
            for (int i = 0; i < Entries; i++)
            {
                int at = (row * Entries) + i;
                float truth = problem.Truth.Values[i], observation = problem.Observations[i];
                if (row % 2 == 1)
                    observation = problem.Mask[i] * ((2 * truth) - observation);
                Assert.Equal(truth, x[at]);
                Assert.Equal(observation, y[at]);
            }
        }
    }

    [Fact]
    public void The_errors_of_a_pair_cancel()
    {
        (float[] y, float[] x) = Fill(new SimulatedTrainingData(SmallPosterior.Generator, Stream), 5, 20, [20]);
        for (int pair = 0; pair < 10; pair++)
        {
            for (int i = 0; i < Entries; i++)
            {
                int even = (2 * pair * Entries) + i, odd = even + Entries;
                Assert.Equal(x[even], x[odd]);
                if (SmallPosterior.Generator.Mask[i] == 0)
                    Assert.Equal((0, 0), (y[even], y[odd]));
                else
                    CloseAssert.Absolute(x[even], (y[even] + (double)y[odd]) / 2, 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(1)]
    public void Any_sharding_gives_the_same_bits(int batchSize)
    {
        var data = new SimulatedTrainingData(SmallPosterior.Generator, Stream);
        (float[] y, float[] x) = Fill(data, 4, batchSize, [batchSize]);
        for (int cut = 1; cut <= batchSize; cut++)
        {
            int[] shards = [.. Enumerable.Repeat(cut, batchSize / cut), batchSize % cut];
            (float[] yCut, float[] xCut) = Fill(data, 4, batchSize, shards);
            BitwiseAssert.Equal<float>(y, yCut, $"observations in shards of {cut}");
            BitwiseAssert.Equal<float>(x, xCut, $"states in shards of {cut}");
        }
    }

    [Fact]
    public void Steps_never_share_a_problem()
    {
        var data = new SimulatedTrainingData(SmallPosterior.Generator, Stream);
        float[] firstEntries = [.. Enumerable.Range(0, 6).SelectMany(step =>
            Enumerable.Range(0, 7).Where(row => row % 2 == 0).Select(row => Fill(data, step, 7, [7]).States[row * Entries]))];
        Assert.Equal(6 * 4, firstEntries.Distinct().Count());
    }

    [Fact]
    public void The_same_observations_are_missing_from_both_windows_of_a_pair()
    {
        var missing = new MissingShare(0.5);
        var generator = new ProblemGenerator(SmallPosterior.Settings, missing);
        const int rows = 200;
        (float[] y, float[] m, float[] x) = FillWithMasks(new SimulatedTrainingData(generator, Stream), 2, rows, [60, 140]);
        int gaps = 0;
        for (int row = 0; row < rows; row++)
        {
            AssimilationProblem problem = generator.Generate(Stream.Child((ulong)(rows + (row / 2))));
            ReadOnlySpan<float> mask = m.AsSpan(row * Entries, Entries);
            BitwiseAssert.Equal<float>(problem.Mask, mask, $"row {row}");
            gaps += mask.SequenceEqual(generator.Mask) ? 0 : 1;
            for (int i = 0; i < Entries; i++)
            {
                float truth = x[(row * Entries) + i], other = (2 * truth) - problem.Observations[i];
                Assert.Equal(mask[i] == 0 ? 0 : row % 2 == 0 ? problem.Observations[i] : other, y[(row * Entries) + i]);
            }
        }

        Assert.InRange(gaps, rows / 3, rows - 10);
    }

    [Fact]
    public void Filling_allocates_nothing()
    {
        var data = new SimulatedTrainingData(SmallPosterior.Generator, Stream);
        float[] y = new float[9 * Entries], m = new float[9 * Entries], x = new float[9 * Entries], scratch = new float[data.ScratchSize(9)];
        int step = 0;
        Assert.Equal(0, Allocation.AfterWarmUp(() => data.Fill(step++, 9, 0, 9, y, m, x, scratch)));
    }

    [Fact]
    public void Fixed_data_are_the_same_problems_at_every_step()
    {
        var data = new FixedTrainingData(SmallPosterior.Generator, Stream, 5);
        (float[] y, float[] x) = Fill(data, 0, 5, [5]);
        for (int row = 0; row < 5; row++)
        {
            AssimilationProblem problem = SmallPosterior.Generator.Generate(Stream.Split(5)[row]);
            BitwiseAssert.Equal<float>(problem.Observations, y.AsSpan(row * Entries, Entries));
            BitwiseAssert.Equal(problem.Truth.States(0, 5), x.AsSpan(row * Entries, Entries));
        }

        (float[] later, _) = Fill(data, 77, 5, [2, 3]);
        BitwiseAssert.Equal<float>(y, later);
    }

    [Fact]
    public void Fixed_data_of_another_batch_size_are_refused()
    {
        var data = new FixedTrainingData(SmallPosterior.Generator, Stream, 5);
        Refuses.Argument("batchSize", () => Fill(data, 0, 4, [4]));
        Refuses.Argument("count", () => new FixedTrainingData(SmallPosterior.Generator, Stream, 0));
    }

    private static (float[] Observations, float[] States) Fill(ITrainingData data, int step, int batchSize, int[] shards)
    {
        (float[] y, _, float[] x) = FillWithMasks(data, step, batchSize, shards);
        return (y, x);
    }

    private static (float[] Observations, float[] Masks, float[] States) FillWithMasks(
        ITrainingData data, int step, int batchSize, int[] shards)
    {
        float[] y = new float[batchSize * Entries], m = new float[batchSize * Entries], x = new float[batchSize * Entries];
        int first = 0;
        foreach (int rows in shards.Where(rows => rows > 0))
        {
            Range part = (first * Entries)..((first + rows) * Entries);
            data.Fill(step, batchSize, first, rows, y.AsSpan(part), m.AsSpan(part), x.AsSpan(part), new float[data.ScratchSize(rows)]);
            first += rows;
        }

        return (y, m, x);
    }
}
