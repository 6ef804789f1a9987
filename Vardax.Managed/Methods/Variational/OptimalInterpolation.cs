using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Kernels;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// Optimal interpolation (Gandin 1963) over a window: w_b + K (y - H w_b), K = B H^T (H B H^T + R)^-1, covariance B - K H B, in
/// closed form and exact for a Gaussian prior and linear H; a nonlinear H is linearised at the
/// background for the mean, and at the analysis for the covariance. With the climatological
/// prior this is <see cref="LinearEstimator"/>, here in double precision and for any observations.
/// </summary>
/// <param name="settings">The window.</param>
/// <param name="prior">w_b and B of all states of the window.</param>
/// <exception cref="ArgumentException">The prior is not of a window, or a setting is out of range.</exception>
public sealed class OptimalInterpolation(ProblemSettings settings, Gaussian prior)
    : VariationalAnalysis("oi", settings, WindowPrior.RequireWindow(settings, prior), Exact, MultiStart.PriorMean)
{
    private protected override ControlModel CreateControl() => new WindowControl(Prior);

    /// <summary>One solution of the normal equations (I + J^T J) v = J^T d, which are K's by the matrix inversion lemma.</summary>
    internal override MinimizationResult Minimize(VariationalCost cost, Span<double> v, MinimizerWorkspace workspace)
    {
        int n = cost.Parameters, m = cost.Residuals;
        Span<double> residuals = workspace.Take(0, m), jacobian = workspace.Take(1, m * n);
        Span<double> normal = workspace.Take(2, n * n), step = workspace.Take(4, n);
        cost.Evaluate(v, residuals);
        cost.Jacobian(jacobian);
        NormalEquations.Matrix(jacobian, m, n, normal);
        NormalEquations.Gradient(jacobian, residuals, step);
        if (!Cholesky.TryFactor(normal, n))
            return new MinimizationResult(MinimizationStatus.NonFinite, 0, double.NaN, double.NaN);
        Cholesky.SolveFactored(normal, n, step, 1);
        for (int i = 0; i < n; i++)
            v[i] -= step[i];

        cost.Evaluate(v, residuals);
        cost.TransposedProduct(residuals, step);
        double value = Reduction.Dot(residuals, residuals) / 2;
        var status = double.IsFinite(value) ? MinimizationStatus.Converged : MinimizationStatus.NonFinite;
        return new MinimizationResult(status, 1, value, Math.Sqrt(Reduction.Dot(step, step)));
    }
}
