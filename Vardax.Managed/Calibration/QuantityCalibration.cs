namespace Vardax.Managed.Calibration;

/// <summary>The calibration of one quantity of the window over simulated problems.</summary>
public sealed class QuantityCalibration
{
    /// <summary>The quantity.</summary>
    public required string Name { get; init; }

    /// <summary>Rank of the truth among the L posterior samples, one per usable problem, from 0 to L.</summary>
    public required int[] Ranks { get; init; }

    /// <summary>The ranks' distribution less the uniform one, with the band that is shared among all quantities.</summary>
    public required EcdfCurve Ecdf { get; init; }

    /// <summary>The ranks' histogram and its chi-square test.</summary>
    public required RankHistogram Histogram { get; init; }

    /// <summary>Pass where the curve stays inside the band; else how it leaves it.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>Posterior mean less the truth in posterior standard deviations, one per usable problem; empty for the
    /// log-density.</summary>
    public required double[] ZScores { get; init; }

    /// <summary>
    /// 1 - posterior variance / prior variance, one per usable problem: 1 where the data settle the quantity, 0 where they say
    /// nothing (Schad, Betancourt and Vasishth 2021, "Toward a principled Bayesian workflow in cognitive science", Psychological
    /// Methods 26); empty for the log-density.
    /// </summary>
    public required double[] Contractions { get; init; }
}
