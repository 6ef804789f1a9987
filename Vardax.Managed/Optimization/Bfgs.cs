using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Optimization;

/// <summary>
/// The BFGS method with a dense approximation H of the inverse Hessian (Nocedal and Wright 2006, algorithm 6.1): d = -H g, a
/// strong Wolfe step, and H updated by equation 6.17 from the scaled identity of equation 6.20. Memory n^2, and 3 n^2
/// multiplications a step beside the evaluations. Immutable.
/// </summary>
/// <remarks>
/// Where the line search fails, the method goes on once from steepest descent. Convergence is also where d is within the rounding
/// of x, and where the line search fails with no more to gain, by 1/2 g.H g, than the rounding of f.
/// </remarks>
public sealed class Bfgs : ILeastSquaresMinimizer
{
    // s.y at least this share of |s| |y|: below it, y is rounding.
    private const double LeastCurvature = 1e-14;

    /// <summary>Most steps to take.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxIterations { get; init => field = Guard.Positive(value, nameof(MaxIterations)); } = 500;

    /// <summary>
    /// Converged when |g| &lt;= tolerance max(1, |g at the start|). 0 asks for all that rounding allows.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double GradientTolerance
    {
        get;
        init => field = Guard.NotNegative(value, nameof(GradientTolerance));
    } = 1e-8;

    /// <summary>The line search.</summary>
    public StrongWolfeLineSearch LineSearch { get; init; } = new();

    /// <inheritdoc/>
    public MinimizationResult Minimize(ILeastSquares problem, Span<double> x, MinimizerWorkspace? workspace = null) => Minimize(new LeastSquaresFunction(problem), x);

    /// <summary>Moves <paramref name="x"/> from a starting point to a local minimum, as far as the method gets.</summary>
    /// <param name="function">f.</param>
    /// <param name="x">The starting point; receives the best point found (to the rounding of f), whatever the status.</param>
    /// <returns>How far it got, and where that is.</returns>
    /// <exception cref="ArgumentException">The length of <paramref name="x"/> is not the function's.</exception>
    public MinimizationResult Minimize(IDifferentiable function, Span<double> x)
    {
        ArgumentNullException.ThrowIfNull(function);
        int n = function.Parameters;
        Guard.Length(n, x.Length, nameof(x));
        double[] inverse = new double[n * n], g = new double[n], direction = new double[n];
        double[] point = new double[n], pointGradient = new double[n], y = new double[n], product = new double[n];
        double value = function.Evaluate(x, g), norm = Vectors.Norm(g), target = GradientTolerance * Math.Max(1, norm);
        if (!double.IsFinite(value) || !double.IsFinite(norm))
            return new MinimizationResult(MinimizationStatus.NonFinite, 0, value, norm);

        bool steepest = true;
        for (int iteration = 0; ; iteration++)
        {
            if (norm <= target)
                return new MinimizationResult(MinimizationStatus.Converged, iteration, value, norm);
            if (iteration == MaxIterations)
                return new MinimizationResult(MinimizationStatus.IterationLimit, iteration, value, norm);
            if (steepest)
                g.CopyTo(direction);
            else
                Multiply(inverse, g, direction);
            Vectors.Scale(direction, -1);
            if (!steepest && Vectors.Norm(direction) <= Rounding.Step * Vectors.Norm(x))
                return new MinimizationResult(MinimizationStatus.Converged, iteration, value, norm);
            bool flat = Math.Abs(Reduction.Dot(g, direction)) / 2 <= Rounding.Cost * Math.Abs(value);
            LineSearchResult found = LineSearch.Search(
                function, x, direction, value, g, steepest ? Math.Min(1, 1 / norm) : 1, point, pointGradient);

            // y of the step; x, f and g move on, also by what a search that failed has found.
            Vectors.AddScaled(pointGradient, -1, g, y);
            point.CopyTo(x);
            pointGradient.CopyTo(g);
            (value, norm) = (found.Value, Vectors.Norm(g));
            if (!found.Success)
            {
                if (flat || steepest)
                {
                    MinimizationStatus status =
                        flat || norm <= target ? MinimizationStatus.Converged : MinimizationStatus.LineSearchFailed;
                    return new MinimizationResult(status, iteration + (found.Step > 0 ? 1 : 0), value, norm);
                }

                steepest = true;
                continue;
            }

            Vectors.Scale(direction, found.Step);
            double curvature = Reduction.Dot(direction, y);
            if (curvature > LeastCurvature * Vectors.Norm(direction) * Vectors.Norm(y))
            {
                if (steepest)
                    ScaledIdentity(inverse, n, curvature / Reduction.Dot(y, y));
                Update(inverse, direction, y, curvature, product);
                steepest = false;
            }
        }
    }

    private static void ScaledIdentity(Span<double> matrix, int n, double scale)
    {
        matrix.Clear();
        for (int i = 0; i < n; i++)
            matrix[(i * n) + i] = scale;
    }

    private static void Multiply(ReadOnlySpan<double> matrix, ReadOnlySpan<double> v, Span<double> result)
    {
        for (int i = 0; i < v.Length; i++)
            result[i] = Reduction.Dot(v, matrix[(i * v.Length)..]);
    }

    /// <summary>
    /// H + rho (1 + rho y.H y) s s^T - rho (s (H y)^T + (H y) s^T), rho = 1 / s.y: equation 6.17, multiplied out.
    /// </summary>
    private static void Update(
        Span<double> inverse, ReadOnlySpan<double> s, ReadOnlySpan<double> y, double curvature, Span<double> product)
    {
        Multiply(inverse, y, product);
        double rho = 1 / curvature, along = rho * (1 + (rho * Reduction.Dot(y, product)));
        for (int i = 0; i < s.Length; i++)
        {
            Span<double> row = inverse.Slice(i * s.Length, s.Length);
            Vectors.AddScaled(row, -rho * s[i], product, row);
            Vectors.AddScaled(row, (along * s[i]) - (rho * product[i]), s, row);
        }
    }
}
