namespace Vardax.Managed.Cli.Reporting;

/// <summary>
/// What the figures of one run are drawn from: plain series, one array per state component where a quantity has components.
/// Every series over the full trajectory has the length of <see cref="Times"/>; its first <see cref="WindowStates"/> entries are
/// the assimilation window.
/// </summary>
internal sealed record FigureData
{
    /// <summary>Name of the dynamical model.</summary>
    public required string Model { get; init; }

    /// <summary>Names of the state components, such as x, y, z.</summary>
    public required IReadOnlyList<string> Components { get; init; }

    /// <summary>Model time of each state of the full trajectory.</summary>
    public required float[] Times { get; init; }

    /// <summary>Number of states in the assimilation window.</summary>
    public required int WindowStates { get; init; }

    /// <summary>The simulated truth, [component][time].</summary>
    public required float[][] Truth { get; init; }

    /// <summary>Analysis over the window, then the free forecast from its last state, [component][time].</summary>
    public required float[][] Estimate { get; init; }

    /// <summary>Lower edge of the central 95 % predictive band, [component][time].</summary>
    public required float[][] BandLower { get; init; }

    /// <summary>Upper edge of the central 95 % predictive band, [component][time].</summary>
    public required float[][] BandUpper { get; init; }

    /// <summary>Observations by component: the times and values actually observed (an unobserved component has none).</summary>
    public required (float Time, float Value)[][] Observations { get; init; }

    /// <summary>RMSE over the components at each time, of the analysis and its forecast.</summary>
    public required float[] RmseTrace { get; init; }

    /// <summary>The same for climatology (the simulated prior's mean, no observation used).</summary>
    public required float[] ClimatologyRmseTrace { get; init; }

    /// <summary>RMSE over all states and components of the full trajectory.</summary>
    public required double RmseTotal { get; init; }

    /// <summary>Training loss (mean negative log density per problem, in nats) before each step; may be negative.</summary>
    public required double[] Losses { get; init; }
}
