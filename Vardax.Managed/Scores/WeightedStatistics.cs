namespace Vardax.Managed.Scores;

/// <summary>Statistics of values with weights that sum to 1.</summary>
internal static class WeightedStatistics
{
    /// <summary>
    /// The quantile at probability p of ascending values, linear between the values, each of which stands at the sum of the weights before
    /// the value and half of the value's own.
    /// </summary>
    public static double Quantile(ReadOnlySpan<float> sorted, ReadOnlySpan<double> weights, double p)
    {
        double before = 0, last = double.NegativeInfinity;
        for (int i = 0; i < sorted.Length; i++)
        {
            double at = before + (weights[i] / 2);
            if (at >= p)
                return i == 0 || !(at > last) ? sorted[i] : sorted[i - 1] + ((p - last) / (at - last) * ((double)sorted[i] - sorted[i - 1]));
            (before, last) = (before + weights[i], at);
        }

        return sorted[^1];
    }

    /// <summary>The value that a number from 0 to 1 chooses: the first whose weights so far exceed the number, or the last.</summary>
    public static int Choose(ReadOnlySpan<double> weights, double uniform)
    {
        int at = 0;
        for (double below = weights[0]; at < weights.Length - 1 && uniform >= below; below += weights[++at])
        {
        }

        return at;
    }

    /// <summary>log(sum of exp(x)); minus infinity if all x are.</summary>
    public static double LogSum(ReadOnlySpan<double> logs)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (double log in logs)
            largest = Math.Max(largest, log);
        if (double.IsNegativeInfinity(largest))
            return largest;
        foreach (double log in logs)
            sum += Math.Exp(log - largest);
        return largest + Math.Log(sum);
    }
}
