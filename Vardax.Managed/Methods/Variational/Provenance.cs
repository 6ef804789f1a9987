using Vardax.Managed.Assimilation;
using Vardax.Managed.Optimization;

namespace Vardax.Managed.Methods.Variational;

/// <summary>How a posterior came about, and so how far it can be trusted.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Minimization">How the minimisation of the cost J ended: status, iterations, cost, gradient norm.</param>
/// <param name="Start">
/// Which of the starting points led there: 0 the prior mean (weak constraint: where strong-constraint 4DVar ends), then the others
/// by their cost.
/// </param>
/// <param name="Starts">How many starting points were minimised from.</param>
public readonly record struct Provenance(string Method, MinimizationResult Minimization, int Start = 0, int Starts = 1)
{
    /// <summary>Usable only where the minimisation converged.</summary>
    public AnalysisStatus Status => new(
        Minimization.Status switch
        {
            MinimizationStatus.Converged => AnalysisCode.Ok,
            MinimizationStatus.NonFinite => AnalysisCode.NotFinite,
            _ => AnalysisCode.NotConverged,
        },
        Minimization.Status == MinimizationStatus.Converged,
        Starts == 1 ? Minimization.ToString() : $"{Minimization}; the lowest cost of {Starts} starts");
}
