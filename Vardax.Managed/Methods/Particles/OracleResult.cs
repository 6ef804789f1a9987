using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Particles;

/// <summary>What <see cref="ImportanceSamplingOracle"/> knows of one problem's posterior.</summary>
public sealed class OracleResult
{
    /// <summary>
    /// Usable where the effective sample size is at least <see cref="ImportanceSamplingOracle.MinimumEffectiveSampleSize"/>.
    /// </summary>
    public required AnalysisStatus Status { get; init; }

    /// <summary>Posterior mean of each window entry, (time, component) row-major; NaN where no draw has a weight.</summary>
    public required float[] Mean { get; init; }

    /// <summary>Posterior standard deviation of each window entry; NaN where no draw has a weight.</summary>
    public required float[] StandardDeviation { get; init; }

    /// <summary>
    /// (sum w)^2 / sum w^2: the equally weighted posterior draws that the weighted ones are worth (Kong 1992); the mean's
    /// Monte-Carlo standard error is about StandardDeviation / sqrt(EffectiveSampleSize).
    /// </summary>
    public required double EffectiveSampleSize { get; init; }

    /// <summary>Windows simulated from the prior.</summary>
    public required int Draws { get; init; }

    /// <summary>
    /// log p(y), the log of the mean over the draws of the density N(y; H x, r^2 I), in nats; -infinity where no draw has a
    /// weight.
    /// </summary>
    public required double LogEvidence { get; init; }

    /// <summary>
    /// Weighted samples of the posterior, Weights.Length x WindowEntries row-major, in the order they were drawn: no more
    /// than were asked for, and fewer where fewer draws have a weight above e^-40 of the largest.
    /// </summary>
    public required float[] Samples { get; init; }

    /// <summary>The samples' weights; they sum to 1.</summary>
    public required float[] Weights { get; init; }

    /// <summary>
    /// Equally weighted samples drawn from the weighted ones by systematic resampling (Kitagawa 1996): sample i appears
    /// <paramref name="count"/> times its weight, rounded up or down.
    /// </summary>
    /// <param name="key">The draw's key.</param>
    /// <param name="count">Number of samples, at least 1.</param>
    /// <returns><paramref name="count"/> x WindowEntries values, row-major.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no samples: none were asked for, or no draw has a weight.
    /// </exception>
    public float[] Resample(RandomKey key, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (Weights.Length == 0)
            throw new InvalidOperationException("There are no samples to draw from; ask the analysis for some.");
        Span<float> offset = stackalloc float[1];
        RandomDraws.Uniform(key, offset);
        int entries = Mean.Length, at = 0;
        double total = Weights.Sum(w => (double)w), reached = Weights[0];
        var resampled = new float[checked(count * entries)];
        for (int i = 0; i < count; i++)
        {
            while (reached < (i + (double)offset[0]) / count * total && at < Weights.Length - 1)
                reached += Weights[++at];
            Samples.AsSpan(at * entries, entries).CopyTo(resampled.AsSpan(i * entries));
        }

        return resampled;
    }
}
