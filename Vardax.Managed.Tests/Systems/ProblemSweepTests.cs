using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Systems;

/// <summary>Results depend on problems alone: not on threads, blocks, workers or shards.</summary>
public sealed class ProblemSweepTests
{
    // More than two blocks of 128, and no multiple of one.
    private const int Problems = 301;

    private static readonly RandomKey Stream = RandomKey.FromSeed(3);

    private static readonly ProblemGenerator Generator = new(
        Presets.Attractor() with { BurnInSteps = 20, WindowSteps = 8, TotalSteps = 12 }, new MissingShare(0.5));

    private static readonly ProblemSweep Sweep = new(Generator, Stream, Problems) { First = 5 };

    // What each problem is, by the generator alone.
    private static readonly string[] Expected =
        [.. Enumerable.Range(5, Problems).Select(i => Print(i, Generator.Generate(Stream.Child((ulong)i))))];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Results_are_in_the_order_of_problems_at_every_number_of_threads(int threads)
    {
        ProblemSweep sweep = Sweep with { MaxThreads = threads };
        int workers = 0;
        Assert.Equal(Expected, sweep.Each(() => Interlocked.Increment(ref workers), (_, i, problem) => Print(i, problem)));
        Assert.Equal(Expected, sweep.EachWindow(() => 0, (_, i, window, truth) => Print(i, window, truth)));
        Assert.InRange(workers, 1, Problems);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(128)]
    [InlineData(400)]
    public void Blocks_hold_the_same_windows_whatever_their_size(int size)
    {
        Assert.Equal(Expected, Printed(Sweep, size));
        Assert.Equal(Expected.Select(Truth), Sweep.Truths(size, spare: 3).SelectMany(Truths));
        Assert.Equal((size * Generator.Settings.WindowEntries) + 3, Sweep.Truths(size, spare: 3).First().Truths.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(500)]
    public void Shards_together_are_the_whole(int count)
    {
        ProblemSweep[] shards = [.. Enumerable.Range(0, count).Select(i => Sweep with { Shard = new Shard(i, count) })];
        Assert.Equal(Expected, shards.SelectMany(s => s.Each(() => 0, (_, i, problem) => Print(i, problem))));
        Assert.Equal(Expected, shards.SelectMany(s => s.EachWindow(() => 0, (_, i, window, truth) => Print(i, window, truth))));
        Assert.Equal(Expected, shards.SelectMany(s => Printed(s, 32)));
        // Cut evenly, in problems or in whole blocks.
        Assert.All(shards, s => Assert.InRange(s.Shard.End(Problems) - s.Shard.Start(Problems), Problems / count, (Problems / count) + 1));
        Assert.All(shards, s => Assert.True(s.Shard.Start(Problems, 32) % 32 == 0 || s.Shard.Start(Problems, 32) == Problems));
    }

    [Fact]
    public void Boundaries_do_not_overflow()
    {
        var last = new Shard(999, 1000);
        Assert.Equal(int.MaxValue, last.End(int.MaxValue));
        Assert.Equal(int.MaxValue, last.End(int.MaxValue, 256));
        Assert.Equal(2145336163, last.Start(int.MaxValue)); // floor((2^31 - 1) 999 / 1000)
    }

    [Fact]
    public void Cancellation_ends_every_sweep()
    {
        using var source = new CancellationTokenSource();
        ProblemSweep sweep = Sweep with { Cancellation = source.Token, MaxThreads = 2 };
        using IEnumerator<WindowBlock> blocks = sweep.Blocks(16).GetEnumerator();
        Assert.True(blocks.MoveNext());
        int done = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => sweep.Each(() => 0, (_, _, _) =>
        {
            source.Cancel();
            return Interlocked.Increment(ref done);
        }));
        Assert.InRange(done, 1, 2);
        Assert.Throws<OperationCanceledException>(() => blocks.MoveNext());
        Assert.ThrowsAny<OperationCanceledException>(() => sweep.EachWindow(() => 0, (_, _, _, _) => 0));
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("Generator", () => new ProblemSweep(null!, Stream, 1));
        Refuses.Argument("Problems", () => new ProblemSweep(Generator, Stream, -1));
        Refuses.Argument("create", () => Sweep.Each<int, int>(null!, (_, _, _) => 0));
        Refuses.Argument("work", () => Sweep.Each<int, int>(() => 0, null!));
        Refuses.Argument("create", () => Sweep.EachWindow<int, int>(null!, (_, _, _, _) => 0));
        Refuses.Argument("work", () => Sweep.EachWindow<int, int>(() => 0, null!));
        Refuses.Argument("size", () => Sweep.Blocks(0));
        Refuses.Argument("count", () => new Shard(0, 0));
        Refuses.Argument("index", () => new Shard(-1, 2));
        Refuses.Argument("index", () => new Shard(2, 2));
        Assert.Empty(new ProblemSweep(Generator, Stream, 0).Each(() => 0, (_, i, _) => i));
    }

    private static IEnumerable<string> Printed(ProblemSweep sweep, int size) => sweep.Blocks(size).SelectMany(block =>
        Enumerable.Range(0, block.Rows).Select(row => Print(block.First + row,
            new ObservedWindow(Generator.Settings, block.Observations(row).ToArray(), block.Mask(row).ToArray()), block.Truth(row))));

    private static string[] Truths(WindowBlock block) =>
        [.. Enumerable.Range(0, block.Rows).Select(row => Bits(block.Truth(row)))];

    private static string Truth(string printed) => printed[(printed.LastIndexOf(' ') + 1)..];

    private static string Print(int i, AssimilationProblem problem) =>
        Print(i, problem, problem.Truth.Values.AsSpan(0, Generator.Settings.WindowEntries));

    private static string Print(int i, ObservedWindow window, ReadOnlySpan<float> truth) =>
        $"{i} {Bits(window.Observations)} {Bits(window.Mask)} {Bits(truth)}";

    private static string Bits(ReadOnlySpan<float> values) =>
        Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values));
}
