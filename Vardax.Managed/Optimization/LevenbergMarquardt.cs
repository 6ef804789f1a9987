using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Optimization;

/// <summary>
/// The Levenberg-Marquardt method with dense normal equations: (J^T J + mu I) h = -J^T r by Cholesky, mu from the gain ratio
/// (Nielsen 1999; Madsen, Nielsen and Tingleff 2004, algorithm 3.16). Beyond that rule, mu falls at least as fast as the gradient
/// after a good step, so that convergence to a solution without residual is quadratic. Memory (residuals + 2 n) n. Immutable.
/// </summary>
/// <remarks>
/// Where the model promises no more than the rounding of the cost, a step counts by the gradient: it is taken while that falls,
/// and then the method has converged. A trial point that is not finite is refused, as one that raises the cost.
/// </remarks>
public sealed class LevenbergMarquardt : ILeastSquaresMinimizer
{
    /// <summary>Most steps to take.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxIterations { get; init => field = Guard.Positive(value, nameof(MaxIterations)); } = 200;

    /// <summary>
    /// Converged when |J^T r| &lt;= tolerance max(1, |J^T r at the start|). 0 asks for all that rounding allows.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double GradientTolerance { get; init => field = Guard.NotNegative(value, nameof(GradientTolerance)); } = 1e-8;

    /// <summary>
    /// The first mu, relative to the largest diagonal entry of J^T J. With 0 the steps are those of Gauss and Newton until one
    /// does not lower the cost.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double InitialDamping { get; init => field = Guard.NotNegative(value, nameof(InitialDamping)); } = 1e-3;

    /// <summary>
    /// Converged as well when a step that is taken is no longer than this many posterior standard deviations, (-g.h)^1/2 with h the
    /// step and g the gradient before it. 0 leaves the gradient alone to decide.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double StepTolerance { get; init => field = Guard.NotNegative(value, nameof(StepTolerance)); }

    /// <summary>What mu is raised to at least when a step is refused, relative to the largest diagonal entry of J^T J.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or not finite.</exception>
    public double RaisedDamping { get; init => field = Guard.Positive(value, nameof(RaisedDamping)); } = 1e-6;

    /// <inheritdoc/>
    public MinimizationResult Minimize(ILeastSquares problem, Span<double> x, MinimizerWorkspace? workspace = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        int n = problem.Parameters, m = problem.Residuals;
        Guard.Length(n, x.Length, nameof(x));
        workspace ??= new MinimizerWorkspace();
        Span<double> residuals = workspace.Take(0, m), jacobian = workspace.Take(1, m * n);
        Span<double> normal = workspace.Take(2, n * n), damped = workspace.Take(3, n * n);
        Span<double> g = workspace.Take(4, n), step = workspace.Take(5, n);
        Span<double> point = workspace.Take(6, n), pointGradient = workspace.Take(7, n);
        problem.Evaluate(x, residuals);
        double cost = Reduction.Dot(residuals, residuals) / 2;
        if (!double.IsFinite(cost))
            return new MinimizationResult(MinimizationStatus.NonFinite, 0, cost, double.NaN);
        problem.Jacobian(jacobian);
        NormalEquations.Gradient(jacobian, residuals, g);
        double norm = Vectors.Norm(g), target = GradientTolerance * Math.Max(1, norm), mu = double.NaN;
        if (!double.IsFinite(norm))
            return new MinimizationResult(MinimizationStatus.NonFinite, 0, cost, norm);

        bool isSettled = false;
        for (int iteration = 0; ; iteration++)
        {
            if (norm <= target || isSettled)
                return new MinimizationResult(MinimizationStatus.Converged, iteration, cost, norm);
            if (iteration == MaxIterations)
                return new MinimizationResult(MinimizationStatus.IterationLimit, iteration, cost, norm);
            NormalEquations.Matrix(jacobian, m, n, normal);
            double largest = LargestDiagonal(normal, n);
            if (iteration == 0)
                mu = InitialDamping * largest;

            // More damping until a step helps; raise: Nielsen's nu.
            for (double raise = 2; ; mu = Math.Max(mu * raise, RaisedDamping * largest), raise *= 2)
            {
                if (!double.IsFinite(mu))
                    return new MinimizationResult(MinimizationStatus.LineSearchFailed, iteration, cost, norm);
                if (!TrySolve(normal, damped, n, mu, g, step))
                    continue;
                double slope = Reduction.Dot(step, g), promised = ((mu * Reduction.Dot(step, step)) - slope) / 2;
                bool flat = promised <= Rounding.Cost * cost || Vectors.Norm(step) <= Rounding.Step * Vectors.Norm(x);
                Vectors.AddScaled(x, 1, step, point);
                problem.Evaluate(point, residuals);
                double pointCost = Reduction.Dot(residuals, residuals) / 2, pointNorm = double.NaN;
                bool lower = flat ? pointCost <= cost * (1 + Rounding.Cost) : pointCost < cost;
                if (lower)
                {
                    problem.Jacobian(jacobian);
                    NormalEquations.Gradient(jacobian, residuals, pointGradient);
                    pointNorm = Vectors.Norm(pointGradient);
                }

                if (double.IsFinite(pointNorm) && (!flat || pointNorm < norm))
                {
                    double gain = (cost - pointCost) / promised;
                    double change = Math.Max(1.0 / 3, 1 - Math.Pow((2 * gain) - 1, 3));
                    mu *= flat || change < 1 ? Math.Min(change, pointNorm / norm) : change;
                    (cost, norm, isSettled) = (pointCost, pointNorm, Math.Sqrt(Math.Max(0, -slope)) <= StepTolerance);
                    point.CopyTo(x);
                    pointGradient.CopyTo(g);
                    break;
                }

                // A first step within rounding is the model's best; one made so short by damping is not.
                if (flat)
                {
                    return new MinimizationResult(
                        raise == 2 ? MinimizationStatus.Converged : MinimizationStatus.LineSearchFailed, iteration, cost, norm);
                }
            }
        }
    }

    private static double LargestDiagonal(ReadOnlySpan<double> matrix, int n)
    {
        double largest = 0;
        for (int i = 0; i < n; i++)
            largest = Math.Max(largest, matrix[(i * n) + i]);
        return largest;
    }

    /// <summary>(J^T J + mu I) step = -g; false where the matrix is not positive definite, or the step not finite.</summary>
    private static bool TrySolve(
        ReadOnlySpan<double> normal, Span<double> damped, int n, double mu, ReadOnlySpan<double> g, Span<double> step)
    {
        normal.CopyTo(damped);
        for (int i = 0; i < n; i++)
            damped[(i * n) + i] += mu;
        if (!Cholesky.TryFactor(damped, n))
            return false;
        g.CopyTo(step);
        Vectors.Scale(step, -1);
        Cholesky.SolveFactored(damped, n, step, 1);
        return double.IsFinite(Vectors.Norm(step));
    }
}
