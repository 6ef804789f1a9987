using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>The one pass over simulated problems that all gates of calibration share.</summary>
internal static class CalibrationPass
{
    /// <summary>
    /// What a shard of the problems gives. Problem i is number i of the stream key.Child(0), its reference window number i of the stream
    /// key.Child(1), and its draws come from key.Child(2).Child(i): the results do not depend on the number of threads.
    /// </summary>
    public static ProblemCalibration[] Simulate(
        ProblemGenerator generator, Func<IPosterior> create, RandomKey key, CalibrationOptions options, Shard shard,
        ParallelOptions? parallel)
    {
        ProblemSweep sweep = new ProblemSweep(generator, key.Child(0), options.Problems) { Shard = shard }.On(parallel);
        if (shard.Start(options.Problems) == shard.End(options.Problems))
            return [];
        var quantities = new WindowQuantities(generator, key.Child(1), options.Problems, shard, sweep.Cancellation);
        RandomKey draws = key.Child(2);
        return sweep.Each(() => new CalibrationWorker(create(), quantities, options), (worker, i, problem) =>
        {
            var result = new ProblemCalibration(quantities.Entries.Length + 2, options.CoverageLevels.Count);
            worker.Run(problem, quantities.Reference(i), draws.Child((ulong)i), result);
            return result;
        });
    }
}
