using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>
/// Scores over problems never trained on, each with its standard error over the problems (entries of one window depend on each
/// other, so the problem is the replicate).
/// </summary>
public sealed record HeldOutResult
{
    /// <summary>Number of problems.</summary>
    public required int Problems { get; init; }

    /// <summary>Window RMSE of the posterior mean, over all problems, states and components.</summary>
    public required MeanEstimate RmseAssim { get; init; }

    /// <summary>The same of climatology's mean.</summary>
    public required MeanEstimate ClimatologyRmseAssim { get; init; }

    /// <summary>Negative log density of the true window, summed over the components at its times, in nats; mean over the problems.</summary>
    public required MeanEstimate Nll { get; init; }

    /// <summary>The same of climatology's Gaussian marginals.</summary>
    public required MeanEstimate ClimatologyNll { get; init; }

    /// <summary>Share of entries within one predicted standard deviation; 0.6827 when calibrated.</summary>
    public required MeanEstimate Coverage1Sigma { get; init; }

    /// <summary>Share of entries within two predicted standard deviations; 0.9545 when calibrated.</summary>
    public required MeanEstimate Coverage2Sigma { get; init; }
}
