using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// The simulated prior's marginals over the window: mean and standard deviation of each entry, estimated from simulated truths.
/// As an analysis it is the baseline every method must beat: it predicts the prior and looks at no observation.
/// </summary>
public sealed class Climatology : IAnalysis
{
    private const int BlockSize = 256;

    /// <summary>Wraps known marginals.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a standard deviation is not positive.</exception>
    public Climatology(float[] mean, float[] standardDeviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(standardDeviation);
        Guard.Length(mean.Length, standardDeviation.Length, nameof(standardDeviation));
        int bad = Array.FindIndex(standardDeviation, s => !(s > 0 && float.IsFinite(s)));
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"Entry {bad} is {standardDeviation[bad]}; expected a finite positive number.", nameof(standardDeviation));
        }

        (Mean, StandardDeviation) = (mean, standardDeviation);
    }

    /// <inheritdoc/>
    public string Name => "climatology";

    /// <summary>Prior mean of each window entry, (time, component) row-major.</summary>
    public float[] Mean { get; }

    /// <summary>Prior standard deviation of each window entry.</summary>
    public float[] StandardDeviation { get; }

    /// <summary>Simulations that diverged and were left out of the estimate.</summary>
    public int Diverged { get; private init; }

    /// <summary>Estimates the marginals from <paramref name="count"/> simulated problems of a stream; those that diverge are left out.</summary>
    /// <exception cref="ArgumentException">
    /// The count is below 2, the prior has no spread at some entry, or more than one problem in a hundred diverges.
    /// </exception>
    public static Climatology Estimate(
        ProblemGenerator generator, RandomKey stream, int count, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Estimate(generator, stream, count, generator.Settings.WindowEntries, (block, row) => block.Truth(row), cancellation);
    }

    /// <summary>The same of the observed values g(x), without errors, one for each state and instrument.</summary>
    /// <exception cref="ArgumentException">As <see cref="Estimate(ProblemGenerator, RandomKey, int, CancellationToken)"/>.</exception>
    internal static Climatology EstimateValues(
        ProblemGenerator generator, RandomKey stream, int count, CancellationToken cancellation) =>
        Estimate(generator, stream, count, generator.Settings.ObservationEntries, (block, row) => block.Values(row), cancellation);

    private static Climatology Estimate(
        ProblemGenerator generator, RandomKey stream, int count, int entries, Func<WindowBlock, int, ReadOnlySpan<float>> of,
        CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        double[] shift = new double[entries], sum = new double[entries], squares = new double[entries];
        int diverged = 0;
        bool isFirst = true;
        foreach (WindowBlock block in new ProblemSweep(generator, stream, count) { Cancellation = cancellation }.Truths(BlockSize))
        {
            for (int row = 0; row < block.Rows; row++)
            {
                ReadOnlySpan<float> values = of(block, row);
                if (!block.IsFinite(row) || !double.IsFinite(Reduction.SumOfSquares(values)))
                {
                    diverged++;
                    continue;
                }

                for (int i = 0; i < entries; i++)
                {
                    // Differences from the first problem: the spread may be a thousandth of the mean.
                    double value = values[i];
                    if (isFirst)
                        shift[i] = value;
                    sum[i] += value - shift[i];
                    squares[i] += (value - shift[i]) * (value - shift[i]);
                }

                isFirst = false;
            }
        }

        generator.RequireFew(diverged, stream, count, cancellation);
        float[] mean = new float[entries], std = new float[entries];
        for (int i = 0; i < entries; i++)
        {
            double average = sum[i] / (count - diverged);
            mean[i] = (float)(shift[i] + average);
            std[i] = (float)Math.Sqrt(Math.Max(0, (squares[i] / (count - diverged)) - (average * average)));
        }

        KnownEntries.Fill(generator.Settings, mean, std);
        return new Climatology(mean, std) { Diverged = diverged };
    }

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Guard.Length(Mean.Length, problem.Settings.WindowEntries, nameof(problem));
        Mean.CopyTo(mean);
        StandardDeviation.CopyTo(standardDeviation);
        return AnalysisStatus.Ok;
    }
}
