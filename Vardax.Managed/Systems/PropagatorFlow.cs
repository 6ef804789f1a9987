using Vardax.Managed.Dynamics;
using Vardax.Managed.Optimization;

namespace Vardax.Managed.Systems;

/// <summary>The state after one step as a function of the step's length, r(h) = M_h(x), whose derivative at 0 is f(x).</summary>
internal sealed class PropagatorFlow(IPropagator<double> model, IVectorField<double> field, double[] state) : ILeastSquares
{
    /// <inheritdoc/>
    public int Parameters => 1;

    /// <inheritdoc/>
    public int Residuals => state.Length;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> residuals) => model.Integrate(state, x[0], residuals);

    /// <inheritdoc/>
    public void Jacobian(Span<double> jacobian) => field.Evaluate(state, jacobian);

    /// <inheritdoc/>
    public void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result)
    {
        field.Evaluate(state, result);
        Vectors.Scale(result, direction[0]);
    }

    /// <inheritdoc/>
    public void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result)
    {
        var slope = new double[state.Length];
        field.Evaluate(state, slope);
        result[0] = Kernels.Reduction.Dot(slope, weights);
    }
}
