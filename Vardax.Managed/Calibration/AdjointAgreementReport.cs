using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>How the sensitivities of two analyses agree.</summary>
public sealed class AdjointAgreementReport
{
    /// <summary>The gate's result: its statistic is the median over the windows of <see cref="JacobianErrors.Judged"/>.</summary>
    public required GateResult Gate { get; init; }

    /// <summary>The errors of each usable window.</summary>
    public required IReadOnlyList<JacobianErrors> Windows { get; init; }

    /// <summary>Quantiles over the windows of the probes' error.</summary>
    public required QuantileSummary Probe { get; init; }

    /// <summary>Quantiles over the windows of the error in the Frobenius norm.</summary>
    public required QuantileSummary Frobenius { get; init; }

    /// <summary>Quantiles over the windows of the error in the operator norm.</summary>
    public required QuantileSummary Operator { get; init; }
}
