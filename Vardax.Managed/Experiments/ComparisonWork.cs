using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>What the methods of one comparison are made from, and how they are run.</summary>
internal sealed record ComparisonWork
{
    public required MethodComparison Comparison { get; init; }

    /// <summary>The methods that are run.</summary>
    public required AnalysisMethod[] Methods { get; init; }

    public required ProblemGenerator Generator { get; init; }

    public required AssimilationProblem[] Problems { get; init; }

    public required SimulatedPrior Prior { get; init; }

    public required ClassicalBackground Background { get; init; }

    /// <summary>The trained model; null if no method needs it.</summary>
    public required TrainedModel? Model { get; init; }

    public required ParallelOptions Parallel { get; init; }

    public ProblemSettings Settings => Generator.Settings;

    /// <summary>Runs an analysis on the problems, of which there may be none.</summary>
    public MethodResult[] Run(Func<IAnalysis> create, double trainTime = 0)
    {
        if (Problems.Length == 0)
            return [];
        // A first call pays for compilation, and is not what a method takes.
        MethodResult first = MethodRunner.Run(create(), Problems[0], trainTime);
        return Problems.Length == 1 ? [first] : MethodRunner.RunMany(create, Problems, trainTime, Parallel);
    }
}
