using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Optimization;

/// <summary>
/// The Gauss-Newton method without matrices, in the form of incremental 4D-Var (Courtier, Thepaut and Hollingsworth 1994): the
/// outer loop linearises about the present point, the inner loop solves (J^T J) d = -J^T r by conjugate gradients on the
/// tangent and the adjoint, no more exactly than the outer loop can use (an inexact Newton method: Nocedal and Wright 2006,
/// section 7.1). The step is halved until the cost falls by 1e-4 of what its slope promises, or the gradient falls at a cost
/// that is the same to rounding. Immutable.
/// </summary>
/// <remarks>
/// Without damping: J^T J should be well conditioned, as a whitened background term makes it, and a large, curved residual at
/// the minimum makes convergence slow or stops it short. Where the model promises no more than the rounding of the cost, steps
/// are taken while the gradient falls, and then the method has converged.
/// </remarks>
public sealed class IncrementalGaussNewton : ILeastSquaresMinimizer
{
    private const double SufficientDecrease = 1e-4;
    private const double LoosestForcing = 0.1;

    /// <summary>Most outer iterations, each one linearisation and one step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxIterations { get; init => field = Guard.Positive(value, nameof(MaxIterations)); } = 200;

    /// <summary>Most inner iterations of each, one tangent and one adjoint product apiece.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxInnerIterations
    {
        get;
        init => field = Guard.Positive(value, nameof(MaxInnerIterations));
    } = 200;

    /// <summary>
    /// Converged when |J^T r| &lt;= tolerance max(1, |J^T r at the start|). 0 asks for all that rounding allows.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double GradientTolerance { get; init => field = Guard.NotNegative(value, nameof(GradientTolerance)); } = 1e-8;

    /// <inheritdoc/>
    public MinimizationResult Minimize(ILeastSquares problem, Span<double> x, MinimizerWorkspace? workspace = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        int n = problem.Parameters;
        Guard.Length(n, x.Length, nameof(x));
        double[] g = new double[n], descent = new double[n], step = new double[n];
        double[] point = new double[n], pointGradient = new double[n], image = new double[problem.Residuals];
        double[] residuals = new double[problem.Residuals];
        double cost = Evaluate(x, g), norm = Vectors.Norm(g);
        double first = norm, target = GradientTolerance * Math.Max(1, norm);
        if (!double.IsFinite(cost) || !double.IsFinite(norm))
            return new MinimizationResult(MinimizationStatus.NonFinite, 0, cost, norm);

        for (int iteration = 0; ; iteration++)
        {
            if (norm <= target)
                return new MinimizationResult(MinimizationStatus.Converged, iteration, cost, norm);
            if (iteration == MaxIterations)
                return new MinimizationResult(MinimizationStatus.IterationLimit, iteration, cost, norm);

            // The point accepted is the last one evaluated: the products refer to it.
            var inner = new ConjugateGradients
            {
                Tolerance = Math.Min(LoosestForcing, Math.Sqrt(norm / first)),
                MaxIterations = MaxInnerIterations,
            };
            Vectors.AddScaled(g, -2, g, descent);
            if (inner.Solve(NormalProduct, descent, step) == 0)
                descent.CopyTo(step);

            double slope = Reduction.Dot(g, step), length = 1, pointCost, pointNorm;
            bool flat = -slope / 2 <= Rounding.Cost * cost || Vectors.Norm(step) <= Rounding.Step * Vectors.Norm(x);
            for (; ; length /= 2)
            {
                Vectors.AddScaled(x, length, step, point);
                pointCost = Evaluate(point, pointGradient);
                pointNorm = Vectors.Norm(pointGradient);
                bool accepted = (!flat && pointCost <= cost + (SufficientDecrease * length * slope))
                    || (pointCost <= cost * (1 + Rounding.Cost) && pointNorm < norm);
                if (accepted && double.IsFinite(pointNorm))
                    break;
                if (flat)
                    return new MinimizationResult(MinimizationStatus.Converged, iteration, cost, norm);
                if (-length * slope <= Rounding.Cost * cost || length * Vectors.Norm(step) <= Rounding.Step * Vectors.Norm(x))
                    return new MinimizationResult(MinimizationStatus.LineSearchFailed, iteration, cost, norm);
            }

            point.CopyTo(x);
            pointGradient.CopyTo(g);
            (cost, norm) = (pointCost, pointNorm);
        }

        // 1/2 |r(x)|^2 and J^T r.
        double Evaluate(ReadOnlySpan<double> at, Span<double> gradient)
        {
            problem.Evaluate(at, residuals);
            double half = Reduction.Dot(residuals, residuals) / 2;
            if (double.IsFinite(half))
                problem.TransposedProduct(residuals, gradient);
            else
                gradient.Fill(double.NaN);
            return half;
        }

        void NormalProduct(ReadOnlySpan<double> direction, Span<double> result)
        {
            problem.JacobianProduct(direction, image);
            problem.TransposedProduct(image, result);
        }
    }
}
