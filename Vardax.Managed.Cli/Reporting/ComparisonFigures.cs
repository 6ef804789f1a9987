namespace Vardax.Managed.Cli.Reporting;

/// <summary>The figures of a comparison of methods, in the order the report shows them.</summary>
internal static class ComparisonFigures
{
    /// <summary>All figures; each is also written to a file of its own.</summary>
    public static IReadOnlyList<Figure> Of(ComparisonFigureData data) =>
    [
        new("comparison-trajectories", "Analyses and forecasts", 760, theme => ComparisonTrajectoriesFigure.Draw(data, theme),
            ComparisonTrajectoriesFigure.Alt(data), ComparisonTrajectoriesFigure.Caption(data)),
        new("comparison-rmse", "Error over time", 480, theme => ComparisonRmseFigure.Draw(data, theme),
            ComparisonRmseFigure.Alt(data), ComparisonRmseFigure.Caption(data)),
        new("comparison-latency", "Accuracy against latency", 460, theme => LatencyFigure.Draw(data, theme),
            LatencyFigure.Alt(data), LatencyFigure.Caption(data)),
    ];
}
