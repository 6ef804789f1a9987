using Vardax.Managed.Dynamics;
using Vardax.Managed.Optimization;

namespace Vardax.Managed.Systems;

/// <summary>One step of a model as the function r(x) = M(x), for <see cref="GradientTest"/>.</summary>
internal sealed class PropagatorStep(IPropagator<double> model, double dt) : ILeastSquares
{
    private readonly double[] state = new double[model.Dimension];

    /// <inheritdoc/>
    public int Parameters => state.Length;

    /// <inheritdoc/>
    public int Residuals => state.Length;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> residuals)
    {
        x.CopyTo(state);
        model.Integrate(state, dt, residuals);
    }

    /// <inheritdoc/>
    public void Jacobian(Span<double> jacobian)
    {
        jacobian.Clear();
        for (int i = 0; i < state.Length; i++)
            jacobian[i * (state.Length + 1)] = 1;
        model.TangentStep(state, dt, jacobian, state.Length);
    }

    /// <inheritdoc/>
    public void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result)
    {
        direction.CopyTo(result);
        model.TangentStep(state, dt, result, 1);
    }

    /// <inheritdoc/>
    public void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result)
    {
        weights.CopyTo(result);
        model.AdjointStep(state, dt, result, 1);
    }
}
