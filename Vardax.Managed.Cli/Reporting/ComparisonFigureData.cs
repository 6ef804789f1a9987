namespace Vardax.Managed.Cli.Reporting;

/// <summary>
/// What the figures of a comparison are drawn from: one problem's truth and observations, and what each method made of them.
/// Every series over the full trajectory has the length of <see cref="Times"/>; its first <see cref="WindowStates"/> entries are
/// the assimilation window.
/// </summary>
internal sealed record ComparisonFigureData
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

    /// <summary>The methods, in the order of the legends; a method keeps its colour through all figures.</summary>
    public required IReadOnlyList<ComparedMethod> Methods { get; init; }
}
