using Vardax.Managed.Guards;
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

    /// <summary>Estimates the marginals from <paramref name="count"/> simulated problems of a stream.</summary>
    /// <exception cref="ArgumentException">The count is below 2, or the prior has no spread, or diverges, at some entry.</exception>
    public static Climatology Estimate(
        ProblemGenerator generator, RandomKey stream, int count, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        int entries = generator.Settings.WindowEntries;
        var shift = new double[entries];
        var sum = new double[entries];
        var squares = new double[entries];
        foreach (WindowBlock block in new ProblemSweep(generator, stream, count) { Cancellation = cancellation }.Truths(BlockSize))
        {
            for (int row = 0; row < block.Rows; row++)
            {
                ReadOnlySpan<float> truth = block.Truth(row);
                for (int i = 0; i < entries; i++)
                {
                    // Differences from the first problem: the spread may be a thousandth of the mean.
                    double value = truth[i];
                    if (block.First == 0 && row == 0)
                        shift[i] = value;
                    sum[i] += value - shift[i];
                    squares[i] += (value - shift[i]) * (value - shift[i]);
                }
            }
        }

        var mean = new float[entries];
        var std = new float[entries];
        for (int i = 0; i < entries; i++)
        {
            double average = sum[i] / count;
            int dimension = generator.Settings.StateDimension;
            if (!double.IsFinite(squares[i]))
            {
                throw new ArgumentException(
                    $"The simulated prior diverges: {generator.Settings.Model.Components[i % dimension]} at window step "
                    + $"{i / dimension} is not finite in some of {count} simulations: "
                    + $"{generator.Divergence(stream, count, cancellation)}.", nameof(generator));
            }

            mean[i] = (float)(shift[i] + average);
            std[i] = (float)Math.Sqrt(Math.Max(0, (squares[i] / count) - (average * average)));
        }

        return new Climatology(mean, std);
    }

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Guard.Length(Mean.Length, problem.Observations.Length, nameof(problem));
        Mean.CopyTo(mean);
        StandardDeviation.CopyTo(standardDeviation);
        return AnalysisStatus.Ok;
    }
}
