using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// How much an analysis knows of a window: -log N(truth; mean, standard deviation^2), summed over the entries, in nats. An answer that is not
/// usable, or knows less than climatology, counts as climatology's: one lost window does not decide between two methods.
/// </summary>
/// <param name="Nll">That, in nats.</param>
/// <param name="IsOk">Whether the status of the answer is ok, nothing more to say.</param>
internal readonly record struct InformationScore(double Nll, bool IsOk)
{
    /// <summary>The scores on a sweep's problems, the same ones for every analysis.</summary>
    /// <param name="sweep">The problems.</param>
    /// <param name="create">Creates the analysis, once for each thread.</param>
    /// <param name="climatology">Of the problems' windows.</param>
    public static InformationScore[] Of(ProblemSweep sweep, Func<IAnalysis> create, Climatology climatology) =>
        sweep.EachWindow(() => new Worker(create(), climatology), (worker, _, problem, truth) => worker.Score(problem, truth));

    /// <summary>As many problems as asked for, fewer if windows have more than 256 entries.</summary>
    public static int Count(ProblemSettings settings, int problems) =>
        Math.Max(2, (int)Math.Min(problems, problems * 256L / settings.WindowEntries));

    /// <summary>So many problems.</summary>
    public static ProblemSweep Sweep(ProblemGenerator generator, RandomKey stream, int problems, ParallelOptions? parallel) =>
        new ProblemSweep(generator, stream, Count(generator.Settings, problems)).On(parallel);

    /// <summary>The mean of the difference of scores on the same problems, with its interval.</summary>
    public static MeanEstimate Difference(IEnumerable<InformationScore> scores, IEnumerable<InformationScore> others) =>
        MeanEstimate.Of([.. scores.Zip(others, (a, b) => a.Nll - b.Nll)]);

    private sealed class Worker(IAnalysis analysis, Climatology climatology)
    {
        private readonly float[] mean = new float[climatology.Mean.Length], std = new float[climatology.Mean.Length];

        public InformationScore Score(ObservedWindow problem, ReadOnlySpan<float> truth)
        {
            double worst = GaussianScore.MeanNll(climatology.Mean, climatology.StandardDeviation, truth) * mean.Length;
            AnalysisStatus status = analysis.Analyze(problem, mean, std);
            double nll = status.IsUsable ? GaussianScore.MeanNll(mean, std, truth) * mean.Length : worst;
            return new InformationScore(nll < worst ? nll : worst, status.Code == AnalysisCode.Ok);
        }
    }
}
