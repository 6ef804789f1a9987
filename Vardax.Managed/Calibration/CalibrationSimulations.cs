namespace Vardax.Managed.Calibration;

/// <summary>
/// What one pass over simulated problems leaves for the gates, of the usable problems alone and in their order: arrays over
/// problems, and arrays of those over quantities or levels.
/// </summary>
internal sealed record CalibrationSimulations
{
    /// <summary>The posterior.</summary>
    public required string Method { get; init; }

    /// <summary>Problems simulated, usable or not.</summary>
    public required int Problems { get; init; }

    /// <summary>How many could not be used.</summary>
    public required int Unusable { get; init; }

    /// <summary>Why the first of them could not be used; "ok" where there are none.</summary>
    public required string Message { get; init; }

    /// <summary>The quantities; the log-density is the last.</summary>
    public required string[] Quantities { get; init; }

    /// <summary>Ranks of the truth, quantities x problems.</summary>
    public required int[][] Ranks { get; init; }

    /// <summary>z-scores, quantities but the last x problems.</summary>
    public required double[][] ZScores { get; init; }

    /// <summary>Contractions, quantities but the last x problems.</summary>
    public required double[][] Contractions { get; init; }

    /// <summary>Share of entries inside the samples' central intervals, levels x problems.</summary>
    public required double[][] SampleCoverage { get; init; }

    /// <summary>Share of entries inside the intervals of the analysis's mean and standard deviation, levels x problems.</summary>
    public required double[][] MomentCoverage { get; init; }

    /// <summary>Rank of the truth's distance from a random window among the samples'.</summary>
    public required int[] DistanceRanks { get; init; }

    /// <summary>Mean over the entries of (mean - truth)^2.</summary>
    public required double[] SquaredErrors { get; init; }

    /// <summary>Mean over the entries of the predicted variance.</summary>
    public required double[] Variances { get; init; }

    /// <summary>Mean over the entries of the fair CRPS.</summary>
    public required double[] Crps { get; init; }

    /// <summary>Fair energy score of the window, entries in prior standard deviations.</summary>
    public required double[] EnergyScores { get; init; }
}
