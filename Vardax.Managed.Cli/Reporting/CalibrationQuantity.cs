namespace Vardax.Managed.Cli.Reporting;

/// <summary>What the calibration figures show of one quantity; what is not given is left out of its figure.</summary>
internal sealed record CalibrationQuantity
{
    /// <summary>Name, as the panels and legends show it.</summary>
    public required string Name { get; init; }

    /// <summary>Distribution of its ranks beside the uniform one.</summary>
    public EcdfDifference? Ecdf { get; init; }

    /// <summary>Histogram of its ranks.</summary>
    public RankCounts? Histogram { get; init; }

    /// <summary>Posterior mean less the truth in posterior standard deviations, one per problem.</summary>
    public double[] ZScores { get; init; } = [];

    /// <summary>One less the ratio of posterior to prior variance, one per problem; at most 1, negative where wider.</summary>
    public double[] Contractions { get; init; } = [];
}
