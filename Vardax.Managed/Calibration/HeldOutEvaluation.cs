using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>
/// Scores an analysis and climatology on simulated problems that training never saw. Each problem is analysed twice, with its
/// observation errors and with their mirror image, and its two scores are averaged: where observations say little, that takes
/// most of the chance out of the comparison with climatology. Scores are over the declared components.
/// </summary>
public static class HeldOutEvaluation
{
    private readonly record struct Score(
        double Square, double PriorSquare, double Nll, double PriorNll, double Coverage1, double Coverage2);

    /// <summary>Evaluates on problems 0 to <paramref name="problems"/> - 1 of a stream.</summary>
    /// <param name="create">Creates the analysis, once for each thread.</param>
    /// <param name="climatology">The baseline.</param>
    /// <param name="generator">The family of problems, and what is missing from them.</param>
    /// <param name="stream">The key the problems' keys are split from; not the training key.</param>
    /// <param name="problems">How many, at least 2.</param>
    /// <param name="parallel">Most threads, and the token that ends the evaluation; null for the machine's threads and no end.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or there are fewer than 2 problems.</exception>
    public static HeldOutResult Evaluate(
        Func<IAnalysis> create, Climatology climatology, ProblemGenerator generator, RandomKey stream, int problems,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(climatology);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(problems, 2);
        ProblemSettings settings = generator.Settings;
        Guard.Length(settings.WindowEntries, climatology.Mean.Length, nameof(climatology));
        var parts = StateParts.Of(settings.Model);
        int entries = settings.WindowEntries, scored = settings.WindowStates * parts.Components.Count;
        double[] scales = parts.Scales(settings);
        float[] Components(float[] window) => parts.Compact<float>([.. window]).ToArray();
        float[] priorMean = Components(climatology.Mean), priorStd = Components(climatology.StandardDeviation);
        var windows = new ProblemGenerator(settings with { TotalSteps = settings.WindowSteps }, generator.Missing);
        ProblemSweep sweep = new ProblemSweep(windows, stream, problems).On(parallel);
        Score[] scores = sweep.Each(() => (Analysis: create(), Mean: new float[entries], Std: new float[entries],
            Scratch: new float[windows.ScratchSize(1)]), (worker, _, problem) =>
        {
            double square = 0, nll = 0, coverage1 = 0, coverage2 = 0;
            ReadOnlySpan<float> x = Components(problem.Truth.Values);
            for (int sign = 0; sign < 2; sign++)
            {
                worker.Analysis.Analyze(problem, worker.Mean, worker.Std);
                ReadOnlySpan<float> m = parts.Compact(worker.Mean.AsSpan()), s = parts.Compact(worker.Std.AsSpan());
                square += Math.Pow(Rmse.Overall(m, x, scales), 2) / 2;
                nll += scored * GaussianScore.MeanNll(m, s, x) / 2;
                coverage1 += GaussianScore.Coverage(m, s, x, 1) / 2;
                coverage2 += GaussianScore.Coverage(m, s, x, 2) / 2;
                windows.MirrorErrors(problem.Observations, problem.Mask, problem.Truth.Values, problem.Observations, worker.Scratch);
            }

            return new Score(square, Math.Pow(Rmse.Overall(priorMean, x, scales), 2), nll,
                scored * GaussianScore.MeanNll(priorMean, priorStd, x), coverage1, coverage2);
        });

        MeanEstimate Mean(Func<Score, double> of) => MeanEstimate.Of(Array.ConvertAll(scores, s => of(s)));
        return new HeldOutResult
        {
            Problems = problems,
            RmseAssim = Mean(s => s.Square).SquareRoot(),
            ClimatologyRmseAssim = Mean(s => s.PriorSquare).SquareRoot(),
            Nll = Mean(s => s.Nll),
            ClimatologyNll = Mean(s => s.PriorNll),
            Coverage1Sigma = Mean(s => s.Coverage1),
            Coverage2Sigma = Mean(s => s.Coverage2),
        };
    }
}
