using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>
/// Whether a posterior knows as much as others do: the calibration gates pass a posterior that is calibrated and uninformative, as the prior
/// is. The score is the negative log density of the true window under mean and standard deviation, in nats, no worse than climatology's; the
/// statistic is the mean difference to the best of the others on the same problems.
/// <para>
/// Rule: fails if the lower end of the difference's 95 % interval is above the tolerance, 3 nats by default. Power, normal, with differences of
/// standard deviation 20 nats and 256 problems: of a posterior 5.5 nats worse it fails half, of one 8 nats worse 0.98.
/// </para>
/// </summary>
public static class Information
{
    internal const string Name = "information";

    /// <summary>Compares a posterior with other analyses on problems 0, 1, ... of a stream.</summary>
    /// <param name="generator">The family of problems.</param>
    /// <param name="candidate">Creates the analysis to be judged, once for each thread.</param>
    /// <param name="others">What it is compared with, by name; created once for each thread.</param>
    /// <param name="climatology">Of the problems' windows.</param>
    /// <param name="stream">The key the problems' keys are split from.</param>
    /// <param name="problems">How many, at least 2; fewer are taken if windows have more than 256 entries.</param>
    /// <param name="tolerance">Nats that the posterior may be worse.</param>
    /// <param name="parallel">Most threads, and the token that ends the run; null for the machine's threads and no end.</param>
    /// <exception cref="ArgumentException">There is nothing to compare with, or a number is out of range.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static GateResult Run(
        ProblemGenerator generator, Func<IAnalysis> candidate, IReadOnlyDictionary<string, Func<IAnalysis>> others, Climatology climatology,
        RandomKey stream, int problems = 256, double tolerance = 3, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(others);
        ArgumentNullException.ThrowIfNull(climatology);
        ArgumentOutOfRangeException.ThrowIfLessThan(problems, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        if (others.Count == 0)
            throw new ArgumentException("Expected at least one analysis to compare with, found none.", nameof(others));
        double[][] scores = Compare(
            generator, [candidate, .. others.Values], () => climatology, stream, InformationScore.Count(generator.Settings, problems), Shard.Whole, parallel);
        return Judge(scores, [.. others.Keys], tolerance);
    }

    /// <summary>The scores of a shard of the problems, the candidate's first.</summary>
    internal static double[][] Compare(
        ProblemGenerator generator, Func<IAnalysis>[] analyses, Func<Climatology> climatology, RandomKey stream, int problems, Shard shard,
        ParallelOptions? parallel)
    {
        if (shard.Start(problems) == shard.End(problems))
            return [];
        ProblemSweep sweep = new ProblemSweep(generator, stream, problems) { Shard = shard }.On(parallel);
        Climatology prior = climatology();
        InformationScore[][] scores = [.. analyses.Select(create => InformationScore.Of(sweep, create, prior))];
        return [.. Enumerable.Range(0, scores[0].Length).Select(i => scores.Select(of => of[i].Nll).ToArray())];
    }

    /// <summary>The verdict on all scores.</summary>
    internal static GateResult Judge(double[][] scores, IReadOnlyList<string> others, double tolerance)
    {
        double[] Of(int analysis) => [.. scores.Select(row => row[analysis])];
        double[] own = Of(0);
        int best = Enumerable.Range(1, others.Count).MinBy(analysis => Of(analysis).Average());
        MeanEstimate difference = MeanEstimate.Of([.. own.Zip(Of(best), (a, b) => a - b)]);
        bool passes = !(difference.Lower > tolerance);
        return new GateResult(Name, difference.Value, new(difference.Lower, difference.Upper), tolerance,
            passes ? GateVerdict.Pass : GateVerdict.FailUninformative,
            FormattableString.Invariant($"{own.Average():F1} nats, {difference.Value:F1} above the best other answer, {others[best - 1]}, on {own.Length} problems ")
            + FormattableString.Invariant($"({difference.Lower:F1} to {difference.Upper:F1}); at most {tolerance:G3} expected"));
    }
}
