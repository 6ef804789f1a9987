using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

/// <summary>A test problem with its published minimum.</summary>
/// <param name="Start">The standard starting point.</param>
/// <param name="Residuals">Length of r.</param>
/// <param name="Formula">r(x).</param>
/// <param name="SumOfSquares">The published minimum of |r|^2, six digits.</param>
/// <param name="Solution">The published minimiser, where one is given.</param>
/// <param name="SolutionTolerance">How closely the gradient and the digits published determine it.</param>
internal sealed record StandardProblem(
    double[] Start, int Residuals, Func<Dual[], Dual[]> Formula, double SumOfSquares, double[]? Solution = null,
    double SolutionTolerance = 1e-5)
{
    public NonlinearProblem Create() => new(Start.Length, Residuals, Formula);
}
