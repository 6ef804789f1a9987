using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Scores;

/// <summary>
/// The energy score, E||X - y|| - E||X - X'|| / 2 in the Euclidean norm: the continuous ranked probability score of vectors
/// (Gneiting and Raftery 2007, equation 22). Smaller is better.
/// </summary>
public static class EnergyScore
{
    /// <summary>
    /// The fair estimate from a sample: mean||x_i - y|| - sum over pairs i &lt; j of ||x_i - x_j|| / (L (L - 1)).
    /// </summary>
    /// <param name="samples">L x D values, row-major, L at least 2.</param>
    /// <param name="truth">What happened: D values.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or there are fewer than 2 samples.</exception>
    public static double Fair(ReadOnlySpan<float> samples, ReadOnlySpan<float> truth)
    {
        int size = truth.Length, count = size == 0 ? 0 : samples.Length / size;
        Guard.Matrix(samples.Length, count, size, nameof(samples));
        if (count < 2)
            throw new ArgumentException($"Expected at least 2 samples, found {count}.", nameof(samples));
        double distance = 0, pairs = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> sample = samples.Slice(i * size, size);
            distance += Math.Sqrt(Distance.Squared(sample, truth));
            for (int j = 0; j < i; j++)
                pairs += Math.Sqrt(Distance.Squared(sample, samples.Slice(j * size, size)));
        }

        return (distance / count) - (pairs / ((double)count * (count - 1)));
    }
}
