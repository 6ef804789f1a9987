using Vardax.Managed.Gaussians;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// The control-variable transform: u = mean + S v carries a vector v of independent unit normals into the control, and the control
/// determines the window. With its exact tangent and adjoint about the last v. One thread at a time.
/// </summary>
internal abstract class ControlModel(Gaussian prior, int entries)
{
    /// <summary>What the control is before the observations.</summary>
    public Gaussian Prior { get; } = prior;

    /// <summary>Length of v.</summary>
    public int Parameters => Prior.Covariance.Rank;

    /// <summary>Entries of the window.</summary>
    public int Entries { get; } = entries;

    /// <summary>The control of a v.</summary>
    public void Control(ReadOnlySpan<double> v, Span<double> control)
    {
        Prior.Covariance.MultiplyRoot(v, control);
        for (int i = 0; i < control.Length; i++)
            control[i] += Prior.Mean[i];
    }

    /// <summary>The window of a v, about which the derivatives are then taken.</summary>
    public abstract void Forward(ReadOnlySpan<double> v, Span<double> window);

    /// <summary>The change of the window with v along a direction.</summary>
    public abstract void Tangent(ReadOnlySpan<double> direction, Span<double> window);

    /// <summary>The transpose of the tangent; destroys the weights.</summary>
    public abstract void Adjoint(Span<double> weights, Span<double> result);

    /// <summary>The tangent as a matrix, entries x parameters, row-major.</summary>
    public abstract void TangentMatrix(Span<double> matrix);
}
