using Vardax.Managed.Dynamics;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>What a step makes of a covariance: P becomes factor F P F^T + dt Q, to first order.</summary>
internal static class CovarianceStep
{
    /// <summary>With F the exact derivative of the step.</summary>
    /// <param name="model">The model.</param>
    /// <param name="state">Where the step starts, n values.</param>
    /// <param name="dt">Its length.</param>
    /// <param name="covariance">P, n x n.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="modelError">Q; empty without.</param>
    public static void Apply(
        IPropagator<double> model, ReadOnlySpan<double> state, double dt, Span<double> covariance, double factor, ReadOnlySpan<double> modelError)
    {
        int n = state.Length;
        model.TangentStep(state, dt, covariance, n);
        Transpose(covariance, n);
        model.TangentStep(state, dt, covariance, n);
        Finish(covariance, n, dt, factor, modelError);
    }

    /// <summary>
    /// With F = I + dt J + (dt J)^2 / 2 + ..., J the derivative of the equations: by central differences of the step's, which are exact to 1e-8.
    /// </summary>
    /// <param name="terms">Terms after I: 1 for first order, 12 for the exponential.</param>
    /// <param name="model">The model, which is no map.</param>
    /// <param name="state">Where the step starts, n values.</param>
    /// <param name="dt">Its length.</param>
    /// <param name="covariance">P, n x n.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="modelError">Q; empty without.</param>
    /// <param name="scratch">2 n x n values.</param>
    public static void Series(
        int terms, IPropagator<double> model, ReadOnlySpan<double> state, double dt, Span<double> covariance, double factor, ReadOnlySpan<double> modelError,
        Span<double> scratch)
    {
        int n = state.Length;
        double h = 1e-4 * dt;
        Span<double> term = scratch[..(n * n)], backward = scratch.Slice(n * n, n * n);
        for (int side = 0; side < 2; side++)
        {
            covariance.CopyTo(term);
            for (int k = 1; k <= terms; k++)
            {
                term.CopyTo(backward);
                model.TangentStep(state, h, term, n);
                model.TangentStep(state, -h, backward, n);
                Elementwise.Map(backward, term, term, new VectorAddScaled<double>(-1));
                Elementwise.Map(term, term, new VectorScale<double>(dt / (2 * h * k)));
                Elementwise.Map(term, covariance, covariance, default(VectorAdd<double>));
            }

            if (side == 0)
                Transpose(covariance, n);
        }

        Finish(covariance, n, dt, factor, modelError);
    }

    private static void Transpose(Span<double> p, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                (p[(i * n) + j], p[(j * n) + i]) = (p[(j * n) + i], p[(i * n) + j]);
        }
    }

    private static void Finish(Span<double> p, int n, double dt, double factor, ReadOnlySpan<double> modelError)
    {
        if (factor != 1)
            Elementwise.Map(p, p, new VectorScale<double>(factor));
        if (modelError.Length > 0)
            Elementwise.Map(modelError, p, p, new VectorAddScaled<double>(dt));
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                p[(i * n) + j] = p[(j * n) + i] = (p[(i * n) + j] + p[(j * n) + i]) / 2;
        }
    }
}
