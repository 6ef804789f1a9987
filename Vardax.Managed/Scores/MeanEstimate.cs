namespace Vardax.Managed.Scores;

/// <summary>The mean of independent replicates, with its standard error.</summary>
/// <param name="Value">The mean.</param>
/// <param name="StandardError">sqrt(variance / n), the variance with n - 1; NaN for a single replicate.</param>
public readonly record struct MeanEstimate(double Value, double StandardError)
{
    private const double NormalQuantile975 = 1.959963984540054;

    /// <summary>Lower end of the 95 % interval (normal approximation).</summary>
    public double Lower => Value - (NormalQuantile975 * StandardError);

    /// <summary>Upper end of the 95 % interval (normal approximation).</summary>
    public double Upper => Value + (NormalQuantile975 * StandardError);

    /// <summary>Estimates the mean of replicates that are independent of each other.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static MeanEstimate Of(ReadOnlySpan<double> replicates)
    {
        if (replicates.IsEmpty)
            throw new ArgumentException("Expected at least one replicate.", nameof(replicates));
        double mean = 0;
        foreach (double value in replicates)
            mean += value / replicates.Length;
        double squares = 0;
        foreach (double value in replicates)
            squares += (value - mean) * (value - mean);
        return new MeanEstimate(mean, Math.Sqrt(squares / (replicates.Length - 1.0) / replicates.Length));
    }

    /// <summary>The interval of a given confidence (normal approximation).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public Interval At(double level)
    {
        double half = NormalDistribution.CentralHalfWidth(level) * StandardError;
        return new Interval(Value - half, Value + half);
    }

    /// <summary>The square root of the mean, with the standard error carried over to first order: an RMSE from mean
    /// squares.</summary>
    public MeanEstimate SquareRoot()
    {
        double root = Math.Sqrt(Value);
        return new MeanEstimate(root, StandardError / (2 * root));
    }
}
