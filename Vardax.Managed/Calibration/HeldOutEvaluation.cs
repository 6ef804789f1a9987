using Vardax.Managed.Assimilation;
using Vardax.Managed.Inference;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>
/// Scores a posterior and climatology on simulated problems that training never saw. Each problem is analysed twice, with its
/// observation errors and with their mirror image, and its two scores are averaged: where observations say little, that takes
/// most of the chance out of the comparison with climatology.
/// </summary>
public static class HeldOutEvaluation
{
    private const int BlockSize = 128;

    /// <summary>Evaluates on problems 0 to <paramref name="problems"/> - 1 of a stream.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="climatology">The baseline.</param>
    /// <param name="generator">The family of problems.</param>
    /// <param name="stream">The key the problems' keys are split from; not the training key.</param>
    /// <param name="problems">How many, at least 2.</param>
    /// <param name="cancellation">Ends the evaluation within a block of problems.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or there are fewer than 2 problems.</exception>
    public static HeldOutResult Evaluate(
        AmortizedPosterior posterior, Climatology climatology, ProblemGenerator generator, RandomKey stream, int problems,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(climatology);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(problems, 2);
        Shapes.RequireSameLength(posterior.Entries, generator.Settings.WindowEntries, nameof(generator));
        Shapes.RequireSameLength(posterior.Entries, climatology.Mean.Length, nameof(climatology));
        int entries = posterior.Entries, size = BlockSize * entries;
        float[] observations = new float[size], truths = new float[size], masks = new float[size];
        float[] mean = new float[size], std = new float[size], scratch = new float[generator.ScratchSize(BlockSize)];
        PosteriorWorkspace workspace = posterior.CreateWorkspace(BlockSize);
        for (int row = 0; row < BlockSize; row++)
            generator.Mask.CopyTo(masks.AsSpan(row * entries));

        double[] square = new double[problems], priorSquare = new double[problems];
        double[] nll = new double[problems], priorNll = new double[problems];
        double[] coverage1 = new double[problems], coverage2 = new double[problems];
        for (int first = 0; first < problems; first += BlockSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int rows = Math.Min(BlockSize, problems - first), used = rows * entries;
            generator.GenerateWindows(stream, (ulong)first, rows, observations, truths, scratch);
            for (int sign = 0; sign < 2; sign++)
            {
                posterior.Predict(
                    observations.AsSpan(0, used), masks.AsSpan(0, used), mean.AsSpan(0, used), std.AsSpan(0, used), workspace);
                for (int row = 0; row < rows; row++)
                {
                    int at = first + row;
                    Range window = (row * entries)..((row + 1) * entries);
                    ReadOnlySpan<float> m = mean.AsSpan(window), s = std.AsSpan(window), x = truths.AsSpan(window);
                    square[at] += Math.Pow(Rmse.Overall(m, x), 2) / 2;
                    nll[at] += entries * GaussianScore.MeanNll(m, s, x) / 2;
                    coverage1[at] += GaussianScore.Coverage(m, s, x, 1) / 2;
                    coverage2[at] += GaussianScore.Coverage(m, s, x, 2) / 2;
                    priorSquare[at] = Math.Pow(Rmse.Overall(climatology.Mean, x), 2);
                    priorNll[at] = entries * GaussianScore.MeanNll(climatology.Mean, climatology.StandardDeviation, x);
                    generator.MirrorErrors(observations.AsSpan(window), x, observations.AsSpan(window));
                }
            }
        }

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
