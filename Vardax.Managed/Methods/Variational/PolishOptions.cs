using Vardax.Managed.Guards;

namespace Vardax.Managed.Methods.Variational;

/// <summary>How an amortized guess is polished.</summary>
public sealed record PolishOptions
{
    /// <summary>Most Gauss-Newton steps of a descent; as many as the control has coordinates if these are more.</summary>
    public int Iterations { get; init; } = 12;

    /// <summary>Done when a step moves the control by less than this many posterior standard deviations.</summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>
    /// Other starting points are tried if the polished residuals' chi-square lies this many standard deviations above its mean, or if the
    /// descent did not converge; if more than a quarter of the observations is missing, as soon as chi-square lies above its mean. The
    /// trials end when the lowest minimum was found three times, with a chi-square of at most twice so many deviations.
    /// </summary>
    public double SuspectMisfit { get; init; } = 1;

    /// <summary>
    /// Whether descents start from draws of the background in every window, as in multi-start 4DVar, and not only if the answer is suspect or
    /// the guess is wide. So modes are found that the guess does not know of, in 4DVar's time.
    /// </summary>
    public bool SearchEveryWindow { get; init; }

    /// <summary>
    /// The amortized answer stands where the polished residuals' chi-square lies this many standard deviations above its mean; twice as
    /// many if an instrument has Student's errors.
    /// </summary>
    public double LargestMisfit { get; init; } = 8;

    /// <summary>
    /// Draws behind the moments and the samples of a posterior that bends over the window, an even number: so many windows are simulated
    /// and held in memory.
    /// </summary>
    public int Draws { get; init; } = 512;

    internal void Validate()
    {
        if (Draws is < 64 or > 1 << 20 || Draws % 2 != 0)
            throw new ArgumentOutOfRangeException(nameof(Draws), Draws, "Expected an even number from 64 to 1048576.");
        ArgumentOutOfRangeException.ThrowIfLessThan(Iterations, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Iterations, 1_000_000);
        Guard.Positive(Tolerance);
        Guard.Positive(SuspectMisfit);
        Guard.Positive(LargestMisfit);
    }
}
