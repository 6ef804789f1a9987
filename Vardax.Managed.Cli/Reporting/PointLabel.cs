namespace Vardax.Managed.Cli.Reporting;

/// <summary>The name beside a point of a scatter chart, and the vertical bar it must leave readable.</summary>
/// <param name="Text">The name.</param>
/// <param name="X">Horizontal data coordinate.</param>
/// <param name="Y">Vertical data coordinate.</param>
/// <param name="Lower">Lower end of the bar.</param>
/// <param name="Upper">Upper end of the bar.</param>
internal readonly record struct PointLabel(string Text, double X, double Y, double Lower, double Upper);
