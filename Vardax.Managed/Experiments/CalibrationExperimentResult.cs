using Vardax.Managed.Calibration;
using Vardax.Managed.Models;

namespace Vardax.Managed.Experiments;

/// <summary>Everything one run of <see cref="CalibrationExperiment"/> found.</summary>
public sealed class CalibrationExperimentResult
{
    /// <summary>The model that was judged.</summary>
    public required TrainedModel Model { get; init; }

    /// <summary>The gates on simulated problems and posterior samples.</summary>
    public required CalibrationReport Report { get; init; }

    /// <summary>How the posterior's means agree with multi-start 4DVar's; null where skipped.</summary>
    public required PosteriorAgreementReport? Agreement { get; init; }

    /// <summary>How its sensitivity to the observations agrees with that of multi-start 4DVar; null where skipped.</summary>
    public required AdjointAgreementReport? Adjoint { get; init; }

    /// <summary>Whether it knows as much as the network alone and multi-start 4DVar do; null where skipped.</summary>
    public required GateResult? Information { get; init; }

    /// <summary>The results of all gates run: simulation-based calibration, TARP, expected coverage, spread-error ratio,
    /// information, posterior agreement, adjoint agreement.</summary>
    public IReadOnlyList<GateResult> Gates =>
        [.. Report.Gates, .. ((GateResult?[])[Information, Agreement?.Gate, Adjoint?.Gate]).OfType<GateResult>()];

    /// <summary>Whether some gate fails; one that was not judged does not.</summary>
    public bool Failed => Gates.Any(gate => gate.Verdict is not (GateVerdict.Pass or GateVerdict.NotJudged));
}
