namespace Vardax.Managed.Cli.Reporting;

/// <summary>How often central credible intervals held the truth, at several levels. All arrays have one length.</summary>
/// <param name="Name">Method or quantity, as the legend shows it.</param>
/// <param name="Levels">Nominal credibility, ascending in [0, 1].</param>
/// <param name="Observed">Observed share in [0, 1].</param>
/// <param name="Lower">Lower end of the 95 % interval of the observed share.</param>
/// <param name="Upper">Upper end of the 95 % interval of the observed share.</param>
internal sealed record CoverageCurve(string Name, double[] Levels, double[] Observed, double[] Lower, double[] Upper);
