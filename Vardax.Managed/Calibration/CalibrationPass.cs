using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>The one pass over simulated problems that all gates of calibration share, and what it leaves for them.</summary>
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

    /// <summary>What all problems give, for the gates.</summary>
    public static CalibrationSimulations Gather(
        ProblemSettings settings, string method, ProblemCalibration[] results, CalibrationOptions options)
    {
        ProblemCalibration[] usable = [.. results.Where(r => r.Status.IsUsable)];
        ProblemCalibration? bad = results.FirstOrDefault(r => !r.Status.IsUsable);
        T[] Each<T>(Func<ProblemCalibration, T> score) => [.. usable.Select(score)];
        T[][] EachOf<T>(int count, Func<ProblemCalibration, T[]> scores) =>
            [.. Enumerable.Range(0, count).Select(i => Each(r => scores(r)[i]))];
        string[] quantities = WindowQuantities.Names(settings);
        int names = quantities.Length, levels = options.CoverageLevels.Count;
        return new CalibrationSimulations
        {
            Method = method,
            Problems = results.Length,
            Unusable = results.Length - usable.Length,
            Message = (bad?.Status ?? AnalysisStatus.Ok).Message,
            Quantities = quantities,
            Ranks = EachOf(names, r => r.Ranks),
            ZScores = EachOf(names - 1, r => r.ZScores),
            Contractions = EachOf(names - 1, r => r.Contractions),
            SampleCoverage = EachOf(levels, r => r.SampleCoverage),
            MomentCoverage = EachOf(levels, r => r.MomentCoverage),
            DistanceRanks = Each(r => r.DistanceRank),
            SquaredErrors = Each(r => r.SquaredError),
            Variances = Each(r => r.Variance),
            Crps = Each(r => r.Crps),
            EnergyScores = Each(r => r.EnergyScore),
        };
    }
}
