namespace Vardax.Managed.Cli.Reporting;

/// <summary>What the figures of one run are drawn from.</summary>
internal sealed record FigureData : ProblemFigureData
{
    /// <summary>Analysis over the window, then the free forecast from its last state, [component][time].</summary>
    public required float[][] Estimate { get; init; }

    /// <summary>Lower edge of the central 95 % predictive band, [component][time].</summary>
    public required float[][] BandLower { get; init; }

    /// <summary>Upper edge of the central 95 % predictive band, [component][time].</summary>
    public required float[][] BandUpper { get; init; }

    /// <summary>RMSE over the components at each time, of the analysis and its forecast.</summary>
    public required float[] RmseTrace { get; init; }

    /// <summary>The same for climatology (the simulated prior's mean, no observation used).</summary>
    public required float[] ClimatologyRmseTrace { get; init; }

    /// <summary>RMSE over all states and components of the full trajectory.</summary>
    public required double RmseTotal { get; init; }

    /// <summary>Training loss (mean negative log density per problem, in nats) before each step; may be negative.</summary>
    public required double[] Losses { get; init; }
}
