using Vardax.Managed.Randomness;

namespace Vardax.Managed.Experiments;

/// <summary>The seeds of one experiment; the defaults are the published ones (and 3 for the held-out problems).</summary>
/// <param name="Problem">Of the test problem.</param>
/// <param name="Model">Of the initial weights.</param>
/// <param name="Train">Of the training problems.</param>
/// <param name="Sample">Of the posterior samples.</param>
/// <param name="HeldOut">Of the problems the calibration is judged on.</param>
public sealed record ExperimentKeys(ulong Problem = 42, ulong Model = 0, ulong Train = 1, ulong Sample = 2, ulong HeldOut = 3)
{
    /// <summary>The problems the calibration is judged on: a branch of the key that no training stream uses, even of the same seed.</summary>
    public RandomKey HeldOutStream => RandomKey.FromSeed(HeldOut).HeldOut();

    /// <summary>The problems of the calibration gates, disjoint from the held-out ones of the same seed as well.</summary>
    public RandomKey CalibrationStream => RandomKey.FromSeed(HeldOut).Calibration();
}
