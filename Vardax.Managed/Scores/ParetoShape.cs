namespace Vardax.Managed.Scores;

/// <summary>
/// The shape k of a generalised Pareto distribution fitted to the largest importance weights (Vehtari, Simpson, Gelman, Yao and Gabry
/// 2024, "Pareto smoothed importance sampling", with the estimator of Zhang and Stephens 2009 and their weak prior). Below 0.7 the
/// weighted means of as many draws can be trusted; at 1 and above they have no finite mean to converge to. Holds its buffers: one
/// instance serves one thread.
/// </summary>
/// <param name="count">Number of weights.</param>
internal sealed class ParetoShape(int count)
{
    private readonly int tail = (int)Math.Min(0.2 * count, 3 * Math.Sqrt(count));
    private readonly int[] order = new int[count];
    private readonly double[] sorted = new double[count], excess = new double[(int)Math.Min(0.2 * count, 3 * Math.Sqrt(count))];
    private readonly double[] theta = new double[30 + (int)Math.Sqrt(count)], likelihood = new double[30 + (int)Math.Sqrt(count)];

    /// <summary>Fits k, and replaces the largest weights by the quantiles of the fit, which is what steadies means.</summary>
    /// <param name="logWeights">Log weights up to a constant; smoothed in place. Minus infinity is a weight of 0.</param>
    /// <returns>
    /// k; infinity if no weight is finite or there are fewer than 25, and minus infinity if the weights have no tail, as if all are equal.
    /// </returns>
    public double Smooth(Span<double> logWeights)
    {
        if (tail < 5)
            return double.PositiveInfinity;
        logWeights.CopyTo(sorted);
        for (int i = 0; i < count; i++)
            order[i] = i;
        Array.Sort(sorted, order);
        double largest = sorted[^1], cut = sorted[count - tail - 1];
        if (!double.IsFinite(largest))
            return double.PositiveInfinity;
        if (!(largest > cut + 1e-12))
            return double.NegativeInfinity;
        double threshold = Math.Exp(cut - largest);
        for (int i = 0; i < tail; i++)
            excess[i] = Math.Exp(sorted[count - tail + i] - largest) - threshold;
        (double k, double sigma) = Fit();
        if (!double.IsFinite(k))
            return double.PositiveInfinity;
        for (int i = 0; i < tail; i++)
        {
            double p = (i + 0.5) / tail, quantile = k == 0 ? -sigma * Math.Log(1 - p) : sigma * (Math.Pow(1 - p, -k) - 1) / k;
            logWeights[order[count - tail + i]] = Math.Min(largest, largest + Math.Log(threshold + quantile));
        }

        return k;
    }

    /// <summary>The weights to the largest power, at most 1, that leaves so large an effective sample size; they sum to 1.</summary>
    /// <param name="logWeights">Log weights up to a constant.</param>
    /// <param name="size">The effective sample size.</param>
    /// <param name="weights">Receives the weights.</param>
    /// <param name="cumulative">As for <see cref="Normalize"/>.</param>
    public static double Temper(ReadOnlySpan<double> logWeights, double size, Span<double> weights, Span<double> cumulative = default)
    {
        double low = 1e-9, high = 1;
        for (int step = 0; step < 20; step++)
        {
            double power = (low + high) / 2;
            (low, high) = At(power, logWeights, weights, cumulative) >= size ? (power, high) : (low, power);
        }

        return At(low, logWeights, weights, cumulative);

        static double At(double power, ReadOnlySpan<double> logWeights, Span<double> weights, Span<double> cumulative)
        {
            for (int i = 0; i < weights.Length; i++)
                weights[i] = power * logWeights[i];
            return Normalize(weights, cumulative);
        }
    }

    /// <summary>Replaces log weights by weights that sum to 1.</summary>
    /// <param name="logWeights">Log weights up to a constant, replaced; all 0 if none is finite.</param>
    /// <param name="cumulative">Receives the sums of the weights up to each, if it has as many values.</param>
    /// <returns>The effective sample size, (sum w)^2 / sum w^2.</returns>
    public static double Normalize(Span<double> logWeights, Span<double> cumulative = default)
    {
        double largest = double.NegativeInfinity, sum = 0, square = 0;
        foreach (double log in logWeights)
            largest = Math.Max(largest, log);
        if (!double.IsFinite(largest))
        {
            logWeights.Clear();
            return 0;
        }

        for (int i = 0; i < logWeights.Length; i++)
        {
            double weight = Math.Exp(logWeights[i] - largest);
            (sum, square) = (sum + weight, square + (weight * weight));
            if (!cumulative.IsEmpty)
                cumulative[i] = sum;
        }

        for (int i = 0; i < logWeights.Length; i++)
        {
            logWeights[i] = Math.Exp(logWeights[i] - largest) / sum;
            if (!cumulative.IsEmpty)
                cumulative[i] /= sum;
        }

        return sum * sum / square;
    }

    /// <summary>k and sigma of the ascending excesses over the threshold.</summary>
    private (double K, double Sigma) Fit()
    {
        double quarter = excess[(int)((tail / 4.0) + 0.5) - 1], largest = excess[^1], best = double.NegativeInfinity;
        if (!(quarter > 0))
            return (double.PositiveInfinity, 0);
        for (int j = 0; j < theta.Length; j++)
        {
            theta[j] = (1 / largest) + ((1 - Math.Sqrt(theta.Length / (j + 0.5))) / (3 * quarter));
            double shape = Shape(theta[j]);
            likelihood[j] = tail * (Math.Log(-theta[j] / shape) - shape - 1);
            if (double.IsFinite(likelihood[j]))
                best = Math.Max(best, likelihood[j]);
        }

        double sum = 0, mean = 0;
        for (int j = 0; j < theta.Length; j++)
        {
            double weight = double.IsFinite(likelihood[j]) ? Math.Exp(likelihood[j] - best) : 0;
            (sum, mean) = (sum + weight, mean + (weight * theta[j]));
        }

        mean /= sum;
        double k = Shape(mean), sigma = -k / mean;
        // The prior: ten observations of k = 0.5.
        return (((k * tail) + 5) / (tail + 10), sigma);
    }

    private double Shape(double theta)
    {
        double sum = 0;
        foreach (double x in excess)
            sum += Math.Log(1 - (theta * x));
        return sum / tail;
    }
}
