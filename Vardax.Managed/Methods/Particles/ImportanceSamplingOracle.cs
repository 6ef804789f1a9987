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
    private readonly double enough;
    private readonly ParallelOptions? parallel;

    /// <summary>Creates the oracle of a family of problems.</summary>
    /// <param name="generator">The prior, the window and the observation noise.</param>
    /// <param name="stream">
    /// The key the draws' keys are split from: draw i is the truth of <c>generator.Generate(stream.Child(i))</c>. It must not be
    /// the stream that the analysed problems come from: their truths would then be among the draws. By convention
    /// <see cref="KeyStreams.Oracle"/> of a key.
    /// </param>
    /// <param name="draws">Most windows simulated by each analysis, at least 2.</param>
    /// <param name="parallel">Most threads, and the token that ends the analyses; null for the machine's threads and no end.</param>
    /// <param name="enough">
    /// Effective sample size at which no more windows are simulated for a problem: looked at after a sixteenth of them, an eighth, a quarter and
    /// a half. By default all are.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public ImportanceSamplingOracle(
        ProblemGenerator generator, RandomKey stream, int draws = 1_000_000, ParallelOptions? parallel = null,
        double enough = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 2);
        Guard.Setting(enough >= MinimumEffectiveSampleSize, nameof(enough), enough, $"at least {MinimumEffectiveSampleSize}");
        (this.generator, this.stream, this.draws, this.parallel, this.enough) = (generator, stream, draws, parallel, enough);
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
        return Combine(problems, WeighEnough(problems, samples), samples);
    }

    /// <summary>In how many parts the draws are summed: those that can be shared out.</summary>
    internal int Parts => Math.Max(FewestShards, draws / DrawsOfShard);

    private ProblemSweep Draws => new ProblemSweep(generator, stream, draws).On(parallel);

    /// <summary>The weighted sums of as many parts, from the first one on, as are enough for all problems.</summary>
    internal OracleSums[] WeighEnough(IReadOnlyList<ObservedWindow> problems, int samples = 0)
    {
        List<OracleSums> sums = [];
        foreach (int end in Stages)
        {
            sums.AddRange(Weigh(problems, sums.Count, end, samples));
            if (Enumerable.Range(0, problems.Count).All(p => Merge(sums, p, out _).EffectiveSize >= enough))
                break;
        }

        return [.. sums];
    }

    /// <summary>The weighted sums of a shard of the <see cref="Parts"/>, one after the other.</summary>
    internal OracleSums[] Weigh(IReadOnlyList<ObservedWindow> problems, Shard shard, int samples = 0) =>
        Weigh(problems, shard.Start(Parts), shard.End(Parts), samples);

    private OracleSums[] Weigh(IReadOnlyList<ObservedWindow> problems, int first, int end, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples, Array.MaxLength / generator.Settings.WindowEntries);
        int[] observed = OracleProblems.Observed(problems, generator.Settings);

        // The draws use the children 0 to draws - 1.
        RandomKey sampling = stream.Resampling();
        float[] weights = OracleShard.Weights(generator.Settings.Observing, observed);
        OracleTarget[] targets = [.. problems.Select(problem => OracleTarget.Of(problem, observed, weights, sampling))];
        ProblemSweep sweep = Draws;
        int parts = Parts;
        return Workers.Each(end - first, sweep.MaxThreads, () => 0, (_, s) =>
            new OracleShard(sweep with { Shard = new Shard(first + s, parts) }, observed, targets, samples).Sums, sweep.Cancellation);
    }

    /// <summary>After how many parts effective sample sizes are looked at: the last are all.</summary>
    private IEnumerable<int> Stages
    {
        get
        {
            for (int share = 16; share > 1 && double.IsFinite(enough); share /= 2)
                yield return Parts / share;
            yield return Parts;
        }
    }

    /// <summary>The moments of a problem over the first stages that are enough for it; the same alone and beside others.</summary>
    private WeightedMoments Merge(IReadOnlyList<OracleSums> sums, int problem, out int parts)
    {
        var moments = new WeightedMoments(generator.Settings.WindowEntries);
        parts = 0;
        foreach (int end in Stages)
        {
            for (; parts < Math.Min(end, sums.Count); parts++)
                moments.Merge(sums[parts].Moments[problem]);
            if (moments.EffectiveSize >= enough)
                break;
        }

        return moments;
    }

    /// <summary>The results of the sums of the first <see cref="Parts"/>, in order: all of them, or as many as are enough.</summary>
    internal OracleResult[] Combine(IReadOnlyList<ObservedWindow> problems, OracleSums[] sums, int samples = 0)
    {
        int[] observed = OracleProblems.Observed(problems, generator.Settings);
        var results = new OracleResult[problems.Count];
        var kept = new int[problems.Count][];
        for (int p = 0; p < results.Length; p++)
        {
            WeightedMoments moments = Merge(sums, p, out int used);
            IEnumerable<OracleSums> first = sums.Take(used);
            (kept[p], float[] sampleWeights) = PrioritySample.Combine(samples == 0 ? [] : first.Select(part => part.Samples[p]), samples);
            results[p] = Result(moments, observed, first.Sum(part => (long)part.Finite), sampleWeights, new Shard(used - 1, Parts).End(draws, WindowWeights.BlockSize));
        }

        OracleSamples.Fill(results, kept, Draws);
        return results;
    }

    private OracleResult Result(WeightedMoments moments, int[] observed, long finite, float[] weights, int draws)
    {
        float[] mean = [.. moments.Mean.ToArray().Select(m => moments.Sum > 0 ? (float)m : float.NaN)];
        float[] std = [.. moments.Squares.ToArray().Select(s => (float)Math.Sqrt(s / moments.Sum))];
        KnownEntries.Fill(generator.Settings, mean, std);
        double size = moments.EffectiveSize;
        double normalization = observed.GroupBy(generator.Settings.Observing.Std)
            .Sum(group => group.Count() * Math.Log(Math.Sqrt(Math.Tau) * group.Key));
        return new OracleResult
        {
            Status = Status(mean, std, size, finite, draws),
            Mean = mean,
            StandardDeviation = std,
            EffectiveSampleSize = size,
            Draws = draws,
            LogEvidence = moments.Maximum + Math.Log(moments.Sum / draws) - normalization,
            Samples = new float[weights.Length * mean.Length],
            Weights = weights,
        };
    }

    private AnalysisStatus Status(float[] mean, float[] std, double size, long finite, int draws)
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
