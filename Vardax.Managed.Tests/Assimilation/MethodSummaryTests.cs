using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Assimilation;

public sealed class MethodSummaryTests
{
    private static readonly ProblemSettings Settings =
        (Presets.Attractor() with { WindowSteps = 4, TotalSteps = 10, BurnInSteps = 50 }).Seen(every: 2);

    private static readonly AssimilationProblem[] Problems =
        [.. Enumerable.Range(0, 5).Select(i => new ProblemGenerator(Settings).Generate(RandomKey.FromSeed((ulong)i)))];

    [Fact]
    public void Root_mean_squares_are_over_all_entries_of_all_problems()
    {
        MethodSummary summary = MethodSummary.Of(Run(maxThreads: 1));
        double squares = 0;
        int entries = 0;
        foreach (AssimilationProblem problem in Problems)
        {
            foreach (float truth in problem.Truth.States(0, Settings.WindowStates))
            {
                squares += Math.Pow(truth - 2.0, 2);
                entries++;
            }
        }

        CloseAssert.Relative(Math.Sqrt(squares / entries), summary.RmseAssim.Value, 1e-12);
        CloseAssert.Relative(
            Math.Sqrt(summary.ComponentRmseAssim.Average(c => c.Value * c.Value)), summary.RmseAssim.Value, 1e-12);
        CloseAssert.Relative(
            Math.Sqrt(summary.RmseTrace.Take(Settings.WindowStates).Average(e => e * e)), summary.RmseAssim.Value, 1e-12);
        Assert.Equal((5, 0, "ok"), (summary.Problems, summary.Unusable, summary.Message));
    }

    [Fact]
    public void The_nll_is_the_negative_log_density_of_the_whole_window()
    {
        double[] nll = [.. Problems.Select(problem => problem.Truth.Values.Take(Settings.WindowEntries)
            .Sum(x => ((Math.Pow((x - 2.0) / 3, 2) + Math.Log(Math.Tau)) / 2) + Math.Log(3)))];
        CloseAssert.Relative(nll.Average(), MethodSummary.Of(Run(maxThreads: 2)).Nll.Value, 1e-6);
    }

    [Fact]
    public void The_results_do_not_depend_on_the_threads()
    {
        foreach ((MethodResult one, MethodResult four) in Run(1).Zip(Run(4)))
            BitwiseAssert.Equal(one.Estimate.Values, four.Estimate.Values);
    }

    [Fact]
    public void Scoring_an_analysis_made_elsewhere_gives_what_running_it_gives()
    {
        MethodResult ran = Run(1)[0];
        MethodResult scored = MethodRunner.Score("fixed", Problems[0], ran.Estimate.States(0, Settings.WindowStates),
            ran.StandardDeviation, AnalysisStatus.Ok, ran.RuntimeMs);
        Assert.Equal((ran.RmseAssim, ran.RmseTotal, ran.Nll), (scored.RmseAssim, scored.RmseTotal, scored.Nll));
        Assert.Equal(ran.Status, scored.Status);
    }

    [Fact]
    public void Nothing_cannot_be_summarised() => Assert.Throws<ArgumentException>("results", () => MethodSummary.Of([]));

    private static MethodResult[] Run(int maxThreads) => MethodRunner.RunMany(
        () => new FixedAnalysis(Filled(2), Filled(3), AnalysisStatus.Ok), Problems, parallel: new() { MaxDegreeOfParallelism = maxThreads });

    private static float[] Filled(float value) => [.. Enumerable.Repeat(value, Settings.WindowEntries)];
}
