using Vardax.Managed.Gaussians;

namespace Vardax.Managed.Methods.Variational;

/// <summary>The control is the window itself, no model between its states: the three-dimensional analyses.</summary>
internal sealed class WindowControl(Gaussian prior) : ControlModel(prior, prior.Dimension)
{
    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<double> v, Span<double> window) => Control(v, window);

    /// <inheritdoc/>
    public override void Tangent(ReadOnlySpan<double> direction, Span<double> window) =>
        Prior.Covariance.MultiplyRoot(direction, window);

    /// <inheritdoc/>
    public override void Adjoint(Span<double> weights, Span<double> result) =>
        Prior.Covariance.MultiplyTransposedRoot(weights, result);

    /// <inheritdoc/>
    public override void TangentMatrix(Span<double> matrix) => Prior.Covariance.Root().CopyTo(matrix);
}
