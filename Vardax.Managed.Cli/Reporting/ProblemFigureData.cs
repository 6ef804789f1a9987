namespace Vardax.Managed.Cli.Reporting;

/// <summary>
/// The problem that figures show: plain series, one array per state component where a quantity has components. Every series over the full
/// trajectory has the length of <see cref="Times"/>; its first <see cref="WindowStates"/> entries are the assimilation window.
/// </summary>
internal abstract record ProblemFigureData
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

    /// <summary>Observations by component: the times and values actually observed (an unobserved component has none).</summary>
    public required (float Time, float Value)[][] Observations { get; init; }
}
