using Vardax.Managed.Assimilation;
using Vardax.Managed.Models;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>Everything one run of <see cref="MethodComparison"/> found.</summary>
public sealed class ComparisonResult
{
    /// <summary>The first problem.</summary>
    public required AssimilationProblem Problem { get; init; }

    /// <summary>What each method made of the first problem, in the order of <see cref="AnalysisMethod.All"/>.</summary>
    public required IReadOnlyList<MethodResult> First { get; init; }

    /// <summary>What each method made of each problem, in the order of <see cref="First"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<MethodResult>> Results { get; init; }

    /// <summary>The methods over all problems, smallest total RMSE first.</summary>
    public required ComparisonTable Table { get; init; }

    /// <summary>The model behind the amortized analysis; null where it was not among the methods.</summary>
    public required TrainedModel? Model { get; init; }

    /// <summary>How many steps before the window the background of the 4DVar methods holds.</summary>
    public required int LeadSteps { get; init; }

    /// <summary>The oracle's effective sample size for each problem; empty where it was not among the methods.</summary>
    public required IReadOnlyList<double> EffectiveSampleSizes { get; init; }
}
