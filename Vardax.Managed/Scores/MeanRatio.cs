using Vardax.Managed.Guards;

namespace Vardax.Managed.Scores;

/// <summary>Ratios of means over independent replicates.</summary>
public static class MeanRatio
{
    /// <summary>
    /// mean(a) / mean(b), with the standard error of the delta method: that of the mean of (a_i - ratio b_i) / mean(b).
    /// </summary>
    /// <param name="numerators">a, one per replicate.</param>
    /// <param name="denominators">b, of the same replicates.</param>
    /// <exception cref="ArgumentException">There are none, or the lengths differ.</exception>
    public static MeanEstimate Of(ReadOnlySpan<double> numerators, ReadOnlySpan<double> denominators)
    {
        Guard.Length(numerators.Length, denominators.Length, nameof(denominators));
        double below = MeanEstimate.Of(denominators).Value, ratio = MeanEstimate.Of(numerators).Value / below;
        var influence = new double[numerators.Length];
        for (int i = 0; i < influence.Length; i++)
            influence[i] = (numerators[i] - (ratio * denominators[i])) / below;
        return new MeanEstimate(ratio, MeanEstimate.Of(influence).StandardError);
    }
}
