namespace Vardax.Managed.Optimization;

/// <summary>What the minimisers take for rounding.</summary>
internal static class Rounding
{
    /// <summary>
    /// Relative difference of two costs below which their order says nothing: well above the unit roundoff, since a cost comes
    /// from a trajectory that has amplified it.
    /// </summary>
    public const double Cost = 1e-12;

    /// <summary>Length of a step, relative to the point's, below which it is lost in the point's own rounding.</summary>
    public const double Step = 1e-14;
}
