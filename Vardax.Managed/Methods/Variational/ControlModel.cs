using Vardax.Managed.Gaussians;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// The control-variable transform: u = mean + S v carries a vector v of independent unit normals into the control, and the control
/// determines the window. With its exact tangent and adjoint about the last v. One thread at a time; allocates nothing per window.
/// </summary>
internal abstract class ControlModel(Gaussian prior, int entries)
{
    /// <summary>The mean of the control before the observations.</summary>
    public double[] Mean { get; } = [.. prior.Mean];

    /// <summary>The covariance of the control before the observations.</summary>
    public Covariance Covariance { get; } = prior.Covariance;

    /// <summary>Length of v.</summary>
    public int Parameters => Covariance.Rank;

    /// <summary>Entries of the window.</summary>
    public int Entries { get; } = entries;

    /// <summary>The window of the last v.</summary>
    public abstract ReadOnlySpan<double> Window { get; }

    /// <summary>The control of a v.</summary>
    public void Control(ReadOnlySpan<double> v, Span<double> control)
    {
        Covariance.MultiplyRoot(v, control);
        for (int i = 0; i < control.Length; i++)
            control[i] += Mean[i];
    }

    /// <summary>Carries v over the window; the derivatives are then about it.</summary>
    public abstract void Forward(ReadOnlySpan<double> v);

    /// <summary>Takes the derivative of the window by v, which <see cref="Tangent(int)"/> then gives row by row.</summary>
    public abstract void Linearize();

    /// <summary>The derivative of a window entry by v at the last call of <see cref="Linearize"/>.</summary>
    public abstract ReadOnlySpan<double> Tangent(int entry);

    /// <summary>The change of the window with v along a direction.</summary>
    public abstract void Tangent(ReadOnlySpan<double> direction, Span<double> window);

    /// <summary>The transpose of the tangent; destroys the weights.</summary>
    public abstract void Adjoint(Span<double> weights, Span<double> result);
}
