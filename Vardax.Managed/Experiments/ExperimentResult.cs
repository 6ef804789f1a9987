using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Models;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>Everything one run of <see cref="AmortizedExperiment"/> found.</summary>
public sealed class ExperimentResult
{
    /// <summary>The test problem.</summary>
    public required AssimilationProblem Problem { get; init; }

    /// <summary>The trained posterior, its losses and how training ended.</summary>
    public required TrainingResult Training { get; init; }

    /// <summary>The trained model that the experiment stands for: polished where it is.</summary>
    public required TrainedModel Model { get; init; }

    /// <summary>The network's own analysis of the test problem.</summary>
    public required MethodResult Amortized { get; init; }

    /// <summary>The polished analysis of the test problem; null where nothing was polished.</summary>
    public required MethodResult? Polished { get; init; }

    /// <summary>The analysis that the experiment stands for: polished where it is.</summary>
    public MethodResult Analysis => Polished ?? Amortized;

    /// <summary>The best linear estimate of the test problem, under the simulated prior.</summary>
    public required MethodResult Linear { get; init; }

    /// <summary>The baseline: the simulated prior's mean.</summary>
    public required MethodResult Climatology { get; init; }

    /// <summary>Posterior samples of the test problem.</summary>
    public required PredictiveSummary Predictive { get; init; }

    /// <summary>Calibration over problems never trained on.</summary>
    public required HeldOutResult HeldOut { get; init; }
}
