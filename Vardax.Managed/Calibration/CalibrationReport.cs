using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>What the calibration gates found of one posterior, and what their figures are drawn from.</summary>
public sealed class CalibrationReport
{
    /// <summary>The posterior.</summary>
    public required string Method { get; init; }

    /// <summary>Problems simulated.</summary>
    public required int Problems { get; init; }

    /// <summary>How many of them gave no usable analysis, and are left out of everything below.</summary>
    public required int Unusable { get; init; }

    /// <summary>Posterior samples for each problem (L).</summary>
    public required int Samples { get; init; }

    /// <summary>The gates' results: simulation-based calibration, TARP, expected coverage, spread-error ratio.</summary>
    public required IReadOnlyList<GateResult> Gates { get; init; }

    /// <summary>Ranks, bands, z-scores and contractions of each quantity; empty where the gates were not judged.</summary>
    public IReadOnlyList<QuantityCalibration> Quantities { get; init; } = [];

    /// <summary>Coverage of the samples' central intervals, then of the Gaussian ones of mean and standard deviation; empty where
    /// the gates were not judged.</summary>
    public IReadOnlyList<CoverageCurve> Coverage { get; init; } = [];

    /// <summary>TARP: expected coverage less credibility, with its band; null where the gates were not judged.</summary>
    public EcdfCurve? ExpectedCoverage { get; init; }

    /// <summary>RMSE of the posterior mean over problems, times and components.</summary>
    public MeanEstimate Rmse { get; init; }

    /// <summary>Root of the mean posterior variance over the same.</summary>
    public MeanEstimate Spread { get; init; }

    /// <summary>Mean over the entries of the fair continuous ranked probability score of the samples.</summary>
    public MeanEstimate Crps { get; init; }

    /// <summary>Fair energy score of the samples, every entry in prior standard deviations.</summary>
    public MeanEstimate EnergyScore { get; init; }

    /// <summary>Whether every gate passed.</summary>
    public bool Passed => Gates.All(gate => gate.Passed);
}
