using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Particles;

/// <summary>
/// Simulates the windows of the kept draws again: a window is a function of its key, so none need be stored on the way.
/// </summary>
internal static class OracleSamples
{
    private const int Parts = 16;

    /// <summary>Writes the windows of draws <paramref name="kept"/>[p] to the samples of result p, in that order.</summary>
    public static void Fill(
        OracleResult[] results, int[][] kept, ProblemSweep sweep)
    {
        (int Draw, int Problem, int Row)[] wanted =
            [.. kept.SelectMany((draws, p) => draws.Select((draw, row) => (draw, p, row))).OrderBy(w => w.draw)];
        Workers.Each(Parts, sweep.MaxThreads, () => 0, (_, part) =>
        {
            var shard = new Shard(part, Parts);
            return Fill(results, wanted.AsSpan()[shard.Start(wanted.Length)..shard.End(wanted.Length)], sweep);
        }, sweep.Cancellation);
    }

    private static int Fill(
        OracleResult[] results, ReadOnlySpan<(int Draw, int Problem, int Row)> wanted, ProblemSweep sweep)
    {
        const int BlockSize = WindowWeights.BlockSize;
        int entries = sweep.Generator.Settings.WindowEntries;
        var block = new WindowBlock(sweep.Generator, BlockSize, isObserved: false);
        int simulated = 0, count = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            if (i == 0 || wanted[i].Draw >= simulated + count)
            {
                // As far as the last wanted draw that fits into a block.
                sweep.Cancellation.ThrowIfCancellationRequested();
                simulated = wanted[i].Draw;
                for (int j = i; j < wanted.Length && wanted[j].Draw - simulated < BlockSize; j++)
                    count = wanted[j].Draw - simulated + 1;
                block.Fill(sweep.Stream, simulated, count);
            }

            block.Truth(wanted[i].Draw - simulated).CopyTo(results[wanted[i].Problem].Samples.AsSpan(wanted[i].Row * entries));
        }

        return wanted.Length;
    }
}
