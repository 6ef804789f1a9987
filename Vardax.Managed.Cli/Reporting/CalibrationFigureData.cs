namespace Vardax.Managed.Cli.Reporting;

/// <summary>What the figures of a posterior's calibration are drawn from.</summary>
internal sealed record CalibrationFigureData
{
    /// <summary>Name of the posterior that is checked.</summary>
    public required string Method { get; init; }

    /// <summary>Number of simulated problems behind the ranks.</summary>
    public required int Problems { get; init; }

    /// <summary>The quantities, in the order of panels and legends.</summary>
    public required IReadOnlyList<CalibrationQuantity> Quantities { get; init; }

    /// <summary>Coverage curves, in the order of the legend; may be empty.</summary>
    public required IReadOnlyList<CoverageCurve> Coverage { get; init; }
}
