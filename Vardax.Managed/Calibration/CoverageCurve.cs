using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>How often central credible intervals of the window's entries held the truth. All arrays have one length.</summary>
/// <param name="name"><see cref="Name"/>.</param>
/// <param name="levels"><see cref="Levels"/>.</param>
/// <param name="observed"><see cref="Observed"/>.</param>
public sealed class CoverageCurve(string name, double[] levels, MeanEstimate[] observed)
{
    /// <summary>What the intervals were made of.</summary>
    public string Name => name;

    /// <summary>Nominal credibility.</summary>
    public double[] Levels { get; } = levels;

    /// <summary>
    /// Share of all entries of all problems, its standard error over the problems: entries of one window
    /// depend on each other, so the problem is the replicate.
    /// </summary>
    public MeanEstimate[] Observed { get; } = observed;
}
