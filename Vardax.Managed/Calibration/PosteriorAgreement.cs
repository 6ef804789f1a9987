using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>
/// Agreement of a candidate's posterior means with a reference's, such as multi-start 4DVar or an exact one, on the same
/// simulated problems. A window agrees where |mean - reference mean| is at most k standard deviations of the reference at every
/// entry.
/// <para>
/// Rule: passes where the share of windows that agree is at least the required rate; its Wilson interval is reported. A window
/// that the candidate cannot analyse does not agree; one that the reference cannot is left out. It judges means alone: the
/// quantiles of the standard deviations' ratio stand beside it.
/// </para>
/// <para>
/// Power, binomial, with 200 windows and a required rate of 0.95: where in truth 90 % of windows agree it fails with probability
/// 0.992, at 92 % 0.931, at 95 % 0.417, at 97 % 0.040, at 98 % 0.003. A mean displaced by less than k standard deviations passes.
/// </para>
/// </summary>
public static class PosteriorAgreement
{
    internal const string Name = "posterior agreement";

    /// <summary>Compares two analyses on problems 0, 1, ... of a stream.</summary>
    /// <param name="generator">The family of problems.</param>
    /// <param name="candidate">Creates the analysis to be judged, once for each thread.</param>
    /// <param name="reference">Creates the one it is judged by, once for each thread.</param>
    /// <param name="stream">The key the problems' keys are split from.</param>
    /// <param name="options">What must agree; null for the defaults.</param>
    /// <param name="parallel">Most threads, and the token that ends the run; null for the machine's threads and no end.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static PosteriorAgreementReport Run(
        ProblemGenerator generator, Func<IAnalysis> candidate, Func<IAnalysis> reference, RandomKey stream,
        PosteriorAgreementOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(reference);
        options ??= new PosteriorAgreementOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Problems, 2, nameof(options));
        Guard.Positive(options.Sigmas, nameof(options));
        return Report(Compare(generator, candidate, reference, stream, options, Shard.Whole, parallel), options);
    }

    /// <summary>Compares the two on a shard of the problems.</summary>
    internal static WindowAgreement[] Compare(
        ProblemGenerator generator, Func<IAnalysis> candidate, Func<IAnalysis> reference, RandomKey stream,
        PosteriorAgreementOptions options, Shard shard, ParallelOptions? parallel) =>
        new ProblemSweep(generator, stream, options.Problems) { Shard = shard }.On(parallel).Each(
            () => (Candidate: candidate(), Reference: reference()),
            (pair, _, problem) => Compare(pair.Candidate, pair.Reference, problem, options.Sigmas));

    private static WindowAgreement Compare(IAnalysis candidate, IAnalysis reference, ObservedWindow problem, double sigmas)
    {
        int entries = problem.Settings.WindowEntries;
        float[] mean = new float[entries], std = new float[entries], exact = new float[entries], exactStd = new float[entries];
        bool hasReference = IsUsable(reference, problem, exact, exactStd);
        if (!hasReference || !IsUsable(candidate, problem, mean, std))
            return new WindowAgreement(hasReference, false, double.NaN, double.NaN, 0, []);
        double largest = 0, squares = 0, close = 0;
        var ratios = new double[entries];
        for (int e = 0; e < entries; e++)
        {
            double deviation = Math.Abs((double)mean[e] - exact[e]) / exactStd[e];
            largest = Math.Max(largest, deviation);
            squares += deviation * deviation;
            close += deviation <= sigmas ? 1 : 0;
            ratios[e] = (double)std[e] / exactStd[e];
        }

        return new WindowAgreement(true, true, largest, Math.Sqrt(squares / entries), close / entries, ratios);
    }

    private static bool IsUsable(IAnalysis analysis, ObservedWindow problem, float[] mean, float[] std) =>
        analysis.Analyze(problem, mean, std).IsUsable && AnalysisStatus.Of(mean, std).IsUsable;

    /// <summary>The report of all windows.</summary>
    internal static PosteriorAgreementReport Report(WindowAgreement[] all, PosteriorAgreementOptions options)
    {
        WindowAgreement[] judged = [.. all.Where(w => w.HasReference)], compared = [.. judged.Where(w => w.HasCandidate)];
        int agreeing = compared.Count(w => w.Max <= options.Sigmas), near = compared.Count(w => w.Rms <= options.Sigmas);
        double[] OrNan(double[] values) => values.Length > 0 ? values : [double.NaN];
        double[] max = [.. compared.Select(w => w.Max)], rms = [.. compared.Select(w => w.Rms)];
        return new PosteriorAgreementReport
        {
            Gate = Judge(all.Length, judged.Length, agreeing, options),
            Windows = judged.Length,
            CandidateUnusable = judged.Length - compared.Length,
            RmsRate = near / (double)judged.Length,
            RmsRateInterval = judged.Length > 0 ? WilsonInterval.Of(near, judged.Length) : new(double.NaN, double.NaN),
            EntryRate = MeanEstimate.Of(OrNan([.. compared.Select(w => w.Share)])),
            MaxDeviations = max,
            RmsDeviations = rms,
            Max = QuantileSummary.Of(OrNan(max)),
            Rms = QuantileSummary.Of(OrNan(rms)),
            StdRatio = QuantileSummary.Of(OrNan([.. compared.SelectMany(w => w.StdRatios)])),
        };
    }

    private static GateResult Judge(int problems, int judged, int agreeing, PosteriorAgreementOptions options)
    {
        int unusable = problems - judged;
        if (judged == 0 || unusable > options.MostUnusable * problems)
            return GateResult.NotJudged(Name, unusable, problems, options.MostUnusable, "the reference is not usable");
        double rate = agreeing / (double)judged;
        Interval interval = WilsonInterval.Of(agreeing, judged);
        return new GateResult(Name, rate, interval, options.RequiredRate,
            rate >= options.RequiredRate ? GateVerdict.Pass : GateVerdict.FailDisagreement,
            FormattableString.Invariant($"{agreeing} of {judged} windows agree to {options.Sigmas:G3} sigma at every entry ")
            + FormattableString.Invariant($"({interval.Lower:P1} to {interval.Upper:P1}); required {options.RequiredRate:P1}"));
    }
}
