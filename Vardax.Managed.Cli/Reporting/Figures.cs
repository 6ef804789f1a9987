namespace Vardax.Managed.Cli.Reporting;

/// <summary>The figures, in the order the report shows them.</summary>
internal static class Figures
{
    /// <summary>All figures; each is also written to a file of its own.</summary>
    public static IReadOnlyList<Figure> All { get; } =
    [
        new("trajectory", "Analysis and forecast", 620, TrajectoryFigure.Draw, TrajectoryFigure.Alt, TrajectoryFigure.Caption),
        new("rmse", "Error over time", 380, RmseFigure.Draw, RmseFigure.Alt, RmseFigure.Caption),
        new("butterfly", "Phase space", 500, ButterflyFigure.Draw, ButterflyFigure.Alt, ButterflyFigure.Caption),
        new("loss", "Training loss", 360, LossFigure.Draw, LossFigure.Alt, LossFigure.Caption),
    ];
}
