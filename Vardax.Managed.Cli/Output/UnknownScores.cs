namespace Vardax.Managed.Cli.Output;

/// <summary>The root-mean-square error of an unknown constant, and its mean predicted standard deviation; a number that is not finite is null.</summary>
internal sealed record UnknownScores(double? Rmse, double? Spread);
