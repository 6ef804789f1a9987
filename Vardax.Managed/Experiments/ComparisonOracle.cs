using System.Diagnostics;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>
/// The oracle of a comparison. One simulation serves all problems of the same mask, and its draws are what is shared out; the runtime is
/// that of the first problem alone.
/// </summary>
/// <param name="oracle">The oracle.</param>
/// <param name="problems">The problems.</param>
internal sealed class ComparisonOracle(ImportanceSamplingOracle oracle, AssimilationProblem[] problems)
{
    private const string Runtime = "oracle.runtime_ms";

    private readonly int[][] groups = [.. Enumerable.Range(0, problems.Length).GroupBy(i => string.Concat(problems[i].Mask)).Select(group => group.ToArray())];

    /// <summary>The problems of one mask after those of another, with as many draws as are enough.</summary>
    public (OracleSums[][] Groups, double RuntimeMs) Weigh() => Weigh(problems => oracle.WeighEnough(problems));

    private (OracleSums[][] Groups, double RuntimeMs) Weigh(Func<IReadOnlyList<ObservedWindow>, OracleSums[]> weigh)
    {
        long start = Stopwatch.GetTimestamp();
        OracleSums[] first = weigh(problems[..1]);
        double runtime = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return (problems.Length == 1 ? [first] : [.. groups.Select(group => weigh(Of(group)))], runtime);
    }

    /// <summary>Writes what a shard of the draws leaves: all of them, whatever is enough.</summary>
    public void Keep(Ledger part, Shard shard)
    {
        (OracleSums[][] sums, double runtime) = Weigh(problems => oracle.Weigh(problems, shard));
        part.Keep(Runtime, runtime);
        foreach ((int[] group, OracleSums[] parts) in groups.Zip(sums))
        {
            foreach (OracleSums one in parts)
                OracleSums.Keep(part, group.Length, Entries, one);
        }
    }

    /// <summary>Room for what all shards leave, group by group.</summary>
    public OracleSums[][] CreateSums() => [.. groups.Select(_ => new OracleSums[oracle.Parts])];

    /// <summary>Reads what a shard left; what it took, in milliseconds.</summary>
    public double Read(Ledger part, Shard shard, OracleSums[][] sums)
    {
        foreach ((int[] group, OracleSums[] parts) in groups.Zip(sums))
            shard.Fill(parts, () => OracleSums.Keep(part, group.Length, Entries));
        return part.Keep(Runtime, 0.0);
    }

    /// <summary>The results, in the order of the problems, and each problem's effective sample size.</summary>
    public (MethodResult[] Results, double[] EffectiveSampleSizes) Score(OracleSums[][] sums, double runtime)
    {
        var posteriors = new OracleResult[problems.Length];
        foreach ((int[] group, OracleSums[] parts) in groups.Zip(sums))
        {
            foreach ((int i, OracleResult posterior) in group.Zip(oracle.Combine(Of(group), parts)))
                posteriors[i] = posterior;
        }

        return ([.. problems.Zip(posteriors, (problem, p) =>
            MethodRunner.Score(oracle.Name, problem, p.Mean, p.StandardDeviation, p.Status, runtime))],
            [.. posteriors.Select(p => p.EffectiveSampleSize)]);
    }

    private int Entries => problems[0].Settings.WindowEntries;

    private AssimilationProblem[] Of(int[] group) => [.. group.Select(i => problems[i])];
}
