using Vardax.Managed.Randomness;
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
        OracleResult[] results, int[][] kept, ProblemGenerator generator, RandomKey stream, ParallelOptions options)
    {
        (int Draw, int Problem, int Row)[] wanted =
            [.. kept.SelectMany((draws, p) => draws.Select((draw, row) => (draw, p, row))).OrderBy(w => w.draw)];
        Parallel.For(0, Parts, options, part =>
        {
            int start = (int)((long)wanted.Length * part / Parts), end = (int)((long)wanted.Length * (part + 1) / Parts);
            Fill(results, wanted.AsSpan(start, end - start), generator, stream, options.CancellationToken);
        });
    }

    private static void Fill(
        OracleResult[] results, ReadOnlySpan<(int Draw, int Problem, int Row)> wanted, ProblemGenerator generator,
        RandomKey stream, CancellationToken cancellation)
    {
        const int BlockSize = WindowWeights.BlockSize;
        int entries = generator.Settings.WindowEntries;
        float[] windows = new float[BlockSize * entries], scratch = new float[generator.ScratchSize(BlockSize)];
        int simulated = 0, count = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            if (i == 0 || wanted[i].Draw >= simulated + count)
            {
                // As far as the last wanted draw that fits into a block.
                cancellation.ThrowIfCancellationRequested();
                simulated = wanted[i].Draw;
                for (int j = i; j < wanted.Length && wanted[j].Draw - simulated < BlockSize; j++)
                    count = wanted[j].Draw - simulated + 1;
                generator.GenerateTruths(stream, (ulong)simulated, count, windows, scratch);
            }

            windows.AsSpan((wanted[i].Draw - simulated) * entries, entries)
                .CopyTo(results[wanted[i].Problem].Samples.AsSpan(wanted[i].Row * entries));
        }
    }
}
