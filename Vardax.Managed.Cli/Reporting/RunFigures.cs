namespace Vardax.Managed.Cli.Reporting;

/// <summary>The figures of one run, in the order the report shows them.</summary>
internal static class RunFigures
{
    /// <summary>All figures; each is also written to a file of its own.</summary>
    public static IReadOnlyList<Figure> Of(FigureData data) =>
    [
        new("trajectory", "Analysis and forecast", 620, theme => TrajectoryFigure.Draw(data, theme),
            TrajectoryFigure.Alt(data), TrajectoryFigure.Caption(data)),
        new("rmse", "Error over time", 380, theme => RmseFigure.Draw(data, theme),
            RmseFigure.Alt(data), RmseFigure.Caption(data)),
        new("butterfly", "Phase space", 500, theme => ButterflyFigure.Draw(data, theme),
            ButterflyFigure.Alt(data), ButterflyFigure.Caption(data)),
        new("loss", "Training loss", 360, theme => LossFigure.Draw(data, theme),
            LossFigure.Alt(data), LossFigure.Caption(data)),
    ];
}
