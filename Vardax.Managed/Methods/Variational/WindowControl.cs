using Vardax.Managed.Gaussians;

namespace Vardax.Managed.Methods.Variational;

/// <summary>The control is the window itself, no model between its states: the three-dimensional analyses.</summary>
internal sealed class WindowControl(Gaussian prior) : ControlModel(prior, prior.Dimension)
{
    private readonly double[] root = prior.Covariance.Root(), window = new double[prior.Dimension];

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Window => window;

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<double> v) => Control(v, window);

    /// <inheritdoc/>
    public override void Linearize()
    {
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Tangent(int entry) => root.AsSpan(entry * Parameters, Parameters);

    /// <inheritdoc/>
    public override void Tangent(ReadOnlySpan<double> direction, Span<double> window) =>
        Covariance.MultiplyRoot(direction, window);

    /// <inheritdoc/>
    public override void Adjoint(Span<double> weights, Span<double> result) =>
        Covariance.MultiplyTransposedRoot(weights, result);
}
