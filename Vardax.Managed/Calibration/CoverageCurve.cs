using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>How often central credible intervals of the window's entries held the truth. All arrays have one length.</summary>
/// <param name="Name">What the intervals were made of.</param>
/// <param name="Levels">Nominal credibility.</param>
/// <param name="Observed">Share of all entries of all problems, its standard error over the problems: entries of one window
/// depend on each other, so the problem is the replicate.</param>
public sealed record CoverageCurve(string Name, double[] Levels, MeanEstimate[] Observed);
