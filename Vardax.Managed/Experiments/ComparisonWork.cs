using System.Diagnostics;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>What the methods of one comparison are made from, and how they are run.</summary>
internal sealed record ComparisonWork
{
    public required MethodComparison Comparison { get; init; }

    public required ProblemGenerator Generator { get; init; }

    public required AssimilationProblem[] Problems { get; init; }

    public required SimulatedPrior Prior { get; init; }

    public required ClassicalBackground Background { get; init; }

    /// <summary>The trained model; null if no method needs it.</summary>
    public required TrainedModel? Model { get; init; }

    public required ParallelOptions Parallel { get; init; }

    /// <summary>Left by the oracle.</summary>
    public double[] EffectiveSampleSizes { get; private set; } = [];

    public ProblemSettings Settings => Generator.Settings;

    /// <summary>Runs an analysis on the problems.</summary>
    public MethodResult[] Run(Func<IAnalysis> create, double trainTime = 0)
    {
        // A first call pays for compilation, and is not what a method takes.
        MethodResult first = MethodRunner.Run(create(), Problems[0], trainTime);
        return Problems.Length == 1 ? [first] : MethodRunner.RunMany(create, Problems, trainTime, Parallel);
    }

    /// <summary>One simulation serves all problems of the same mask; the runtime is that of one problem alone.</summary>
    public MethodResult[] Consult()
    {
        var oracle = new ImportanceSamplingOracle(
            Generator, RandomKey.FromSeed(Comparison.Keys.HeldOut).Oracle(), Comparison.OracleDraws, Parallel);
        long start = Stopwatch.GetTimestamp();
        OracleResult[] posteriors = oracle.Analyze(Problems[..1]);
        double runtime = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (Problems.Length > 1)
        {
            posteriors = new OracleResult[Problems.Length];
            foreach (IGrouping<string, int> same in Enumerable.Range(0, Problems.Length).GroupBy(i => string.Concat(Problems[i].Mask)))
            {
                OracleResult[] found = oracle.Analyze([.. same.Select(i => Problems[i])]);
                foreach ((int i, OracleResult posterior) in same.Zip(found))
                    posteriors[i] = posterior;
            }
        }

        EffectiveSampleSizes = [.. posteriors.Select(p => p.EffectiveSampleSize)];
        return [.. Problems.Zip(posteriors, (problem, p) =>
            MethodRunner.Score(oracle.Name, problem, p.Mean, p.StandardDeviation, p.Status, runtime))];
    }
}
