namespace Vardax.Managed.Optimization;

/// <summary>Where a minimisation ended.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Cost">f at the point returned.</param>
/// <param name="GradientNorm">Euclidean norm of the gradient there.</param>
public readonly record struct MinimizationResult(MinimizationStatus Status, int Iterations, double Cost, double GradientNorm)
{
    /// <summary>The status, iterations, cost and gradient norm in words.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Words} after {Iterations} iterations: cost {Cost:G6}, gradient norm {GradientNorm:G3}");

    private string Words => Status switch
    {
        MinimizationStatus.Converged => "converged",
        MinimizationStatus.IterationLimit => "not converged (iteration limit)",
        MinimizationStatus.LineSearchFailed => "not converged (line search failed)",
        _ => "not finite",
    };
}
