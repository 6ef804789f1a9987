using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Particles;

/// <summary>
/// The posterior itself, up to Monte-Carlo error, by importance sampling with the prior as the proposal: windows x_i simulated
/// from the prior weigh w_i = exp(-|y - g(x_i)|^2 / 2 in R^-1); mean = sum w x / sum w, variance = sum w (x - mean)^2 / sum w (the
/// particle filter's weighting, Gordon, Salmond and Smith 1993, of whole windows). No form is assumed of prior or posterior:
/// this is what other methods are measured against. One simulation serves a whole batch of problems; it streams in blocks and is
/// never stored.
/// </summary>
/// <remarks>
/// The same bits at every number of threads, and for a problem alone or in any batch. Departures y - g(x) and the sums over a
/// block's 128 windows are in single precision, everything across blocks in double.
/// </remarks>
public sealed class ImportanceSamplingOracle : IAnalysis
{
    /// <summary>
    /// Below this a posterior is too uncertain to judge others by: the standard error of its mean is a seventh of its spread.
    /// </summary>
    public const int MinimumEffectiveSampleSize = 50;

    // Parts the draws are cut into, whatever the number of threads: the order of the sums is part of the result.
    private const int FewestShards = 16, DrawsOfShard = 1 << 20;

    private readonly ProblemGenerator generator;
    private readonly RandomKey stream;
    private readonly int draws;
    private readonly ParallelOptions? parallel;

    /// <summary>Creates the oracle of a family of problems.</summary>
    /// <param name="generator">The prior, the window and the observation noise.</param>
    /// <param name="stream">
    /// The key the draws' keys are split from: draw i is the truth of <c>generator.Generate(stream.Child(i))</c>. It must not be
    /// the stream that the analysed problems come from: their truths would then be among the draws. By convention
    /// <see cref="KeyStreams.Oracle"/> of a key.
    /// </param>
    /// <param name="draws">Windows simulated by each analysis, at least 2.</param>
    /// <param name="parallel">Most threads, and the token that ends the analyses; null for the machine's threads and no end.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public ImportanceSamplingOracle(ProblemGenerator generator, RandomKey stream, int draws = 1_000_000, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 2);
        (this.generator, this.stream, this.draws, this.parallel) = (generator, stream, draws, parallel);
    }

    /// <inheritdoc/>
    public string Name => "oracle";

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation)
    {
        Guard.Length(generator.Settings.WindowEntries, mean.Length, nameof(mean));
        Guard.Length(generator.Settings.WindowEntries, standardDeviation.Length, nameof(standardDeviation));
        OracleResult result = Analyze(problem, samples: 0);
        result.Mean.CopyTo(mean);
        result.StandardDeviation.CopyTo(standardDeviation);
        return result.Status;
    }

    /// <summary>Analyses one problem.</summary>
    /// <param name="problem">The observed window.</param>
    /// <param name="samples">Most weighted samples of the posterior to return.</param>
    /// <exception cref="ArgumentException">
    /// The problem is not of the generator's family, or an observation is not finite.
    /// </exception>
    public OracleResult Analyze(ObservedWindow problem, int samples = 0)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Analyze([problem], samples)[0];
    }

    /// <summary>Analyses many problems that are observed at the same entries, with one simulation for all of them.</summary>
    /// <param name="problems">The observed windows.</param>
    /// <param name="samples">
    /// Most weighted samples of each posterior to return, chosen by priority sampling (Duffield, Lund and Thorup 2007): exact
    /// where the draws that count are no more than that. Their windows are simulated a second time, since none is stored.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There are no problems, or one is not of the generator's family, is observed elsewhere than the first, or has an
    /// observation that is not finite; the samples are negative or more than an array holds.
    /// </exception>
    public OracleResult[] Analyze(IReadOnlyList<ObservedWindow> problems, int samples = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        samples = Math.Min(samples, draws);
        return Combine(problems, Weigh(problems, Shard.Whole, samples), samples);
    }

    /// <summary>In how many parts the draws are summed: those that can be shared out.</summary>
    internal int Parts => Math.Max(FewestShards, draws / DrawsOfShard);

    private ProblemSweep Draws => new ProblemSweep(generator, stream, draws).On(parallel);

    /// <summary>The weighted sums of a shard of the <see cref="Parts"/>, one after the other.</summary>
    internal OracleSums[] Weigh(IReadOnlyList<ObservedWindow> problems, Shard shard, int samples = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples, Array.MaxLength / generator.Settings.WindowEntries);
        int[] observed = OracleProblems.Observed(problems, generator.Settings);

        // The draws use the children 0 to draws - 1.
        RandomKey sampling = stream.Resampling();
        float[] weights = OracleShard.Weights(generator.Settings.Observing, observed);
        OracleTarget[] targets = [.. problems.Select(problem => OracleTarget.Of(problem, observed, weights, sampling))];
        ProblemSweep sweep = Draws;
        int parts = Parts, first = shard.Start(parts);
        return Workers.Each(shard.End(parts) - first, sweep.MaxThreads, () => 0, (_, s) =>
            new OracleShard(sweep with { Shard = new Shard(first + s, parts) }, observed, targets, samples).Sums, sweep.Cancellation);
    }

    /// <summary>The results of the sums of all <see cref="Parts"/>, in order.</summary>
    internal OracleResult[] Combine(IReadOnlyList<ObservedWindow> problems, OracleSums[] sums, int samples = 0)
    {
        int[] observed = OracleProblems.Observed(problems, generator.Settings);
        var results = new OracleResult[problems.Count];
        var kept = new int[problems.Count][];
        for (int p = 0; p < results.Length; p++)
        {
            var moments = new WeightedMoments(generator.Settings.WindowEntries);
            foreach (OracleSums part in sums)
                moments.Merge(part.Moments[p]);
            IEnumerable<PrioritySample> parts = samples == 0 ? [] : sums.Select(part => part.Samples[p]);
            (kept[p], float[] sampleWeights) = PrioritySample.Combine(parts, samples);
            results[p] = Result(moments, observed, sums.Sum(part => (long)part.Finite), sampleWeights);
        }

        OracleSamples.Fill(results, kept, Draws);
        return results;
    }

    private OracleResult Result(WeightedMoments moments, int[] observed, long finite, float[] weights)
    {
        float[] mean = [.. moments.Mean.ToArray().Select(m => moments.Sum > 0 ? (float)m : float.NaN)];
        float[] std = [.. moments.Squares.ToArray().Select(s => (float)Math.Sqrt(s / moments.Sum))];
        KnownEntries.Fill(generator.Settings, mean, std);
        double size = moments.Sum > 0 ? moments.Sum * moments.Sum / moments.SumOfSquares : 0;
        double normalization = observed.GroupBy(generator.Settings.Observing.Std)
            .Sum(group => group.Count() * Math.Log(Math.Sqrt(Math.Tau) * group.Key));
        return new OracleResult
        {
            Status = Status(mean, std, size, finite),
            Mean = mean,
            StandardDeviation = std,
            EffectiveSampleSize = size,
            Draws = draws,
            LogEvidence = moments.Maximum + Math.Log(moments.Sum / draws) - normalization,
            Samples = new float[weights.Length * mean.Length],
            Weights = weights,
        };
    }

    private AnalysisStatus Status(float[] mean, float[] std, double size, long finite)
    {
        if (finite == 0)
            return AnalysisStatus.Unusable(AnalysisCode.Diverged, $"the simulated prior diverges: none of {draws} windows is finite: {generator.Divergence(stream, draws)}");
        if (size >= MinimumEffectiveSampleSize)
            return AnalysisStatus.Of(mean, std);
        return AnalysisStatus.Unusable(AnalysisCode.FewSamples, FormattableString.Invariant(
            $"the effective sample size is {size:0.#} of {draws} draws, too small to judge by ")
            + $"(below {MinimumEffectiveSampleSize}): use more draws");
    }
}
