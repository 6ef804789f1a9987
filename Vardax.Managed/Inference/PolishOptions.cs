namespace Vardax.Managed.Inference;

/// <summary>How an amortized guess is polished.</summary>
public sealed record PolishOptions
{
    /// <summary>Most Gauss-Newton steps.</summary>
    public int Iterations { get; init; } = 12;

    /// <summary>Done when a step moves the control by less than this many posterior standard deviations.</summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>
    /// The amortized answer stands where the polished residuals' chi-square lies this many standard deviations above its mean.
    /// </summary>
    public double LargestMisfit { get; init; } = 8;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Iterations, 1);
        if (!(Tolerance > 0))
            throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance, "Expected a positive number.");
        if (!(LargestMisfit > 0))
            throw new ArgumentOutOfRangeException(nameof(LargestMisfit), LargestMisfit, "Expected a positive number.");
    }
}
