using System.Numerics;

namespace Vardax.Managed.Scores;

/// <summary>Where the truth stands among samples.</summary>
public static class RankStatistic
{
    /// <summary>
    /// below + u (ties + 1), in [0, L + 1): uniform there when truth and samples are exchangeable, ties or not. Its whole part is
    /// the truth's rank among the L samples, ties broken at random: uniform on 0, 1, ..., L.
    /// </summary>
    /// <param name="samples">L samples in any order.</param>
    /// <param name="truth">The truth.</param>
    /// <param name="uniform">u: a uniform number on [0, 1) drawn for this alone.</param>
    /// <exception cref="ArgumentException">There are no samples, or u is outside [0, 1).</exception>
    public static double Position<T>(ReadOnlySpan<T> samples, T truth, double uniform)
        where T : IComparisonOperators<T, T, bool>
    {
        if (samples.IsEmpty)
            throw new ArgumentException("Expected at least one sample.", nameof(samples));
        if (!(uniform is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(uniform), uniform, "Expected a number on [0, 1).");
        int below = 0, ties = 0;
        foreach (T sample in samples)
        {
            below += sample < truth ? 1 : 0;
            ties += sample == truth ? 1 : 0;
        }

        return below + (uniform * (ties + 1));
    }
}
