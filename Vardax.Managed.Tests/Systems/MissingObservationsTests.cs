using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Systems;

public sealed class MissingObservationsTests
{
    private const int Dimension = 3;
    private static readonly float[] Mask = Presets.Attractor().CreateMask();

    [Fact]
    public void Half_and_more_of_the_kinds_that_training_covers_occur_and_none_beyond_the_share()
    {
        const int draws = 20_000;
        int whole = 0, times = 0, runs = 0, components = 0, most = 0;
        double missing = 0;
        for (int i = 0; i < draws; i++)
        {
            float[] mask = Draw(new MissingShare(0.5), i);
            int gone = 33 - mask.Count(m => m != 0);
            (missing, most) = (missing + gone, Math.Max(most, gone));
            bool[] seen = [.. Enumerable.Range(0, 11).Select(t => mask[15 * t] + mask[(15 * t) + 1] + mask[(15 * t) + 2] is 0 or 3)];
            bool[] never = [.. Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, 11).All(t => mask[(15 * t) + c] == 0))];
            bool[] empty = [.. Enumerable.Range(0, 11).Select(t => mask[15 * t] == 0)];
            if (gone == 0)
                whole++;
            else if (never.Contains(true))
                components++;
            else if (seen.All(s => s) && empty.Count(e => e) > 2)
                (times, runs) = (times + 1, runs + (IsRun(empty) ? 1 : 0));
            for (int e = 0; e < mask.Length; e++)
                Assert.True(mask[e] == 0 || Mask[e] != 0);
        }

        // 0.3 are left whole, and those of the others whose share is 0: an eleventh or so of times, half of components.
        Assert.InRange(whole, 0.33 * draws, 0.43 * draws);
        Assert.Equal(16, most);
        Assert.InRange(times, 0.08 * draws, 0.2 * draws);
        Assert.InRange(runs, 0.03 * draws, 0.1 * draws);
        Assert.InRange(components, 0.02 * draws, 0.08 * draws);
        Assert.InRange(missing / draws / 33, 0.12, 0.2);

        static bool IsRun(bool[] empty) => Array.LastIndexOf(empty, true) - Array.IndexOf(empty, true) + 1 == empty.Count(e => e);
    }

    [Fact]
    public void Every_value_is_as_likely_to_go()
    {
        const int draws = 20_000;
        var gone = new int[Mask.Length];
        for (int i = 0; i < draws; i++)
        {
            float[] mask = Draw(new MissingValues(4), i);
            Assert.Equal(29, mask.Count(m => m != 0));
            for (int e = 0; e < mask.Length; e++)
                gone[e] += mask[e] != Mask[e] ? 1 : 0;
        }

        double expected = draws * 4.0 / 33, four = 4 * Math.Sqrt(expected * (1 - (4.0 / 33)));
        Assert.All(Enumerable.Range(0, Mask.Length).Where(e => Mask[e] != 0), e => Assert.InRange(gone[e], expected - four, expected + four));
    }

    [Fact]
    public void A_component_a_half_and_everything_can_go()
    {
        float[] component = Draw(new MissingComponent(1), 0), half = Draw(new MissingAfter(25), 0), all = Draw(new MissingValues(99), 0);
        for (int e = 0; e < Mask.Length; e++)
        {
            Assert.Equal(e % 3 == 1 ? 0 : Mask[e], component[e]);
            Assert.Equal(e / 3 > 25 ? 0 : Mask[e], half[e]);
            Assert.Equal(0, all[e]);
        }

        Assert.Equal(Mask, Draw(new MissingAfter(1000), 0));
        Assert.Equal(Mask, Draw(new MissingShare(0), 5));
    }

    [Fact]
    public void A_problem_is_the_same_alone_and_in_a_batch_and_differs_from_the_whole_one_by_its_gaps_alone()
    {
        ProblemSettings settings = Presets.Attractor() with { TotalSteps = 50, BurnInSteps = 20 };
        var generator = new ProblemGenerator(settings, new MissingShare(0.4));
        RandomKey stream = RandomKey.FromSeed(5);
        const int count = 200;
        int n = settings.WindowEntries;
        float[] y = new float[count * n], m = new float[count * n], x = new float[count * n];
        generator.GenerateWindows(stream, 3, count, y, m, x, new float[generator.ScratchSize(count)]);
        for (int i = 0; i < count; i++)
        {
            AssimilationProblem alone = generator.Generate(stream.Child(3 + (ulong)i)), whole = new ProblemGenerator(settings).Generate(stream.Child(3 + (ulong)i));
            BitwiseAssert.Equal<float>(alone.Observations, y.AsSpan(i * n, n), $"observations of {i}");
            BitwiseAssert.Equal<float>(alone.Mask, m.AsSpan(i * n, n), $"mask of {i}");
            for (int e = 0; e < n; e++)
                Assert.Equal(alone.Mask[e] == 0 ? 0 : whole.Observations[e], alone.Observations[e]);
        }

        Refuses.Argument("masks", () => generator.GenerateWindows(stream, 0, 1, y, [], x, new float[generator.ScratchSize(1)]));
        var scratch = new float[generator.ScratchSize(count)];
        Assert.Equal(0, Allocation.AfterWarmUp(() => generator.GenerateWindows(stream, 3, count, y, m, x, scratch)));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Refuses.Argument("largest", () => new MissingShare(1.1));
        Refuses.Argument("largest", () => new MissingShare(double.NaN));
        Refuses.Argument("count", () => new MissingValues(-1));
        Refuses.Argument("component", () => new MissingComponent(-1));
        Refuses.Argument("step", () => new MissingAfter(-1));
        Refuses.Argument("mask", () => new MissingValues(1).Draw(default, new float[4], 3));
    }

    private static float[] Draw(MissingObservations missing, int seed)
    {
        float[] mask = [.. Mask];
        missing.Draw(RandomKey.FromSeed((ulong)seed), mask, Dimension);
        return mask;
    }
}
