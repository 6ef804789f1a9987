using Vardax.Managed.Guards;

namespace Vardax.Managed.Scores;

/// <summary>Scores of a Gaussian prediction, entry by entry.</summary>
public static class GaussianScore
{
    private const double SmallestStd = 1e-12;

    /// <summary>
    /// Negative log-likelihood per entry: mean of 1/2 ((t - m)^2 / s^2 + 2 log s + log 2 pi), s floored at 1e-12.
    /// </summary>
    /// <param name="mean">Predicted means m.</param>
    /// <param name="std">Predicted standard deviations s.</param>
    /// <param name="truth">What happened, t.</param>
    /// <exception cref="ArgumentException">The arrays are empty or differ in length.</exception>
    public static double MeanNll(ReadOnlySpan<float> mean, ReadOnlySpan<float> std, ReadOnlySpan<float> truth)
    {
        Guard.Length(truth.Length, mean.Length, nameof(mean));
        Guard.Length(truth.Length, std.Length, nameof(std));
        double sum = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double s = Math.Max(std[i], SmallestStd);
            double z = ((double)truth[i] - mean[i]) / s;
            sum += (z * z) + (2 * Math.Log(s)) + Math.Log(Math.Tau);
        }

        return sum / 2 / truth.Length;
    }

    /// <summary>
    /// Coverage: the share of entries with |t - m| at most k s. A calibrated Gaussian covers 0.6827 at k = 1, 0.9545 at k = 2.
    /// </summary>
    /// <param name="mean">Predicted means m.</param>
    /// <param name="std">Predicted standard deviations s.</param>
    /// <param name="truth">What happened, t.</param>
    /// <param name="sigmas">k.</param>
    /// <exception cref="ArgumentException">The arrays are empty or differ in length.</exception>
    public static double Coverage(
        ReadOnlySpan<float> mean, ReadOnlySpan<float> std, ReadOnlySpan<float> truth, double sigmas)
    {
        Guard.Length(truth.Length, mean.Length, nameof(mean));
        Guard.Length(truth.Length, std.Length, nameof(std));
        int covered = 0;
        for (int i = 0; i < truth.Length; i++)
            covered += Math.Abs((double)truth[i] - mean[i]) <= sigmas * std[i] ? 1 : 0;
        return (double)covered / truth.Length;
    }
}
