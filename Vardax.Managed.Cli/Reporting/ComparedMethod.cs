namespace Vardax.Managed.Cli.Reporting;

/// <summary>One method's series and scores in a comparison.</summary>
internal sealed record ComparedMethod
{
    /// <summary>Name, as the legends and labels show it.</summary>
    public required string Name { get; init; }

    /// <summary>Analysis over the window, then the free forecast from its last state, [component][time].</summary>
    public required float[][] Estimate { get; init; }

    /// <summary>RMSE over the components at each time, of the analysis and its forecast.</summary>
    public required float[] RmseTrace { get; init; }

    /// <summary>Time to analyse one window, in milliseconds.</summary>
    public required double RuntimeMs { get; init; }

    /// <summary>RMSE over all states and components of the assimilation window.</summary>
    public required double RmseAssim { get; init; }

    /// <summary>RMSE over all states and components of the full trajectory.</summary>
    public required double RmseTotal { get; init; }

    /// <summary>95 % interval of <see cref="RmseAssim"/>, if it is a mean over several problems.</summary>
    public (double Lower, double Upper)? RmseAssimInterval { get; init; }
}
