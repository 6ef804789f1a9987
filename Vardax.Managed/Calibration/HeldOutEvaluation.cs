using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>
/// Scores an analysis and climatology on simulated problems that training never saw. Each problem is analysed twice, with its
/// observation errors and with their mirror image, and its two scores are averaged: where observations say little, that takes
/// most of the chance out of the comparison with climatology.
/// </summary>
public static class HeldOutEvaluation
{
    /// <summary>Evaluates on problems 0 to <paramref name="problems"/> - 1 of a stream.</summary>
    /// <param name="create">Creates the analysis, once for each thread.</param>
    /// <param name="climatology">The baseline.</param>
    /// <param name="settings">The family of problems.</param>
    /// <param name="stream">The key the problems' keys are split from; not the training key.</param>
    /// <param name="problems">How many, at least 2.</param>
    /// <param name="maxThreads">Most threads to use; -1 for the machine's. The scores do not depend on it.</param>
    /// <param name="missing">Which observations go missing; null if none do.</param>
    /// <param name="cancellation">Ends the evaluation between problems.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or there are fewer than 2 problems.</exception>
    public static HeldOutResult Evaluate(
        Func<IAnalysis> create, Climatology climatology, ProblemSettings settings, RandomKey stream, int problems,
        int maxThreads = -1, MissingObservations? missing = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(climatology);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(problems, 2);
        Guard.Length(settings.WindowEntries, climatology.Mean.Length, nameof(climatology));
        var generator = new ProblemGenerator(settings with { TotalSteps = settings.WindowSteps }, missing);
        int entries = settings.WindowEntries;
        double[] square = new double[problems], priorSquare = new double[problems];
        double[] nll = new double[problems], priorNll = new double[problems];
        double[] coverage1 = new double[problems], coverage2 = new double[problems];
        var options = new ParallelOptions { MaxDegreeOfParallelism = maxThreads, CancellationToken = cancellation };
        Parallel.For(0, problems, options, () => (Analysis: create(), Mean: new float[entries], Std: new float[entries]), (i, _, worker) =>
        {
            AssimilationProblem problem = generator.Generate(stream.Child((ulong)i));
            ReadOnlySpan<float> m = worker.Mean, s = worker.Std, x = problem.Truth.Values;
            for (int sign = 0; sign < 2; sign++)
            {
                worker.Analysis.Analyze(problem, worker.Mean, worker.Std);
                square[i] += Math.Pow(Rmse.Overall(m, x), 2) / 2;
                nll[i] += entries * GaussianScore.MeanNll(m, s, x) / 2;
                coverage1[i] += GaussianScore.Coverage(m, s, x, 1) / 2;
                coverage2[i] += GaussianScore.Coverage(m, s, x, 2) / 2;
                ProblemGenerator.MirrorErrors(problem.Observations, problem.Mask, x, problem.Observations);
            }

            priorSquare[i] = Math.Pow(Rmse.Overall(climatology.Mean, x), 2);
            priorNll[i] = entries * GaussianScore.MeanNll(climatology.Mean, climatology.StandardDeviation, x);
            return worker;
        }, _ => { });

        return new HeldOutResult
        {
            Problems = problems,
            RmseAssim = MeanEstimate.Of(square).SquareRoot(),
            ClimatologyRmseAssim = MeanEstimate.Of(priorSquare).SquareRoot(),
            Nll = MeanEstimate.Of(nll),
            ClimatologyNll = MeanEstimate.Of(priorNll),
            Coverage1Sigma = MeanEstimate.Of(coverage1),
            Coverage2Sigma = MeanEstimate.Of(coverage2),
        };
    }
}
