using Vardax.Managed.Kernels;

namespace Vardax.Managed.Optimization;

/// <summary>A least-squares cost as a function with a gradient: f = 1/2 |r|^2, g = J^T r. One thread at a time.</summary>
public sealed class LeastSquaresFunction : IDifferentiable
{
    private readonly ILeastSquares problem;
    private readonly double[] residuals;

    /// <summary>Wraps a cost.</summary>
    public LeastSquaresFunction(ILeastSquares problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        this.problem = problem;
        residuals = new double[problem.Residuals];
    }

    /// <inheritdoc/>
    public int Parameters => problem.Parameters;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> x, Span<double> gradient)
    {
        problem.Evaluate(x, residuals);
        double cost = Reduction.Dot(residuals, residuals) / 2;
        if (double.IsFinite(cost))
            problem.TransposedProduct(residuals, gradient);
        else
            gradient.Fill(double.NaN);
        return cost;
    }
}
