using Vardax.Managed.Guards;

namespace Vardax.Managed.Gaussians;

/// <summary>The background: what is known before the observations, N(mean, covariance), of a state or of a whole window.</summary>
public sealed record Gaussian
{
    /// <summary>From mean x_b and covariance B.</summary>
    /// <exception cref="ArgumentException">The sizes differ, or a mean is not finite.</exception>
    public Gaussian(IReadOnlyList<double> mean, Covariance covariance)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(covariance);
        Guard.Length(covariance.Dimension, mean.Count, nameof(mean));
        Guard.Finite([.. mean], nameof(mean));
        (Mean, Covariance) = ([.. mean], covariance);
    }

    /// <summary>x_b.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>B.</summary>
    public Covariance Covariance { get; }

    /// <summary>Number of variables.</summary>
    public int Dimension => Mean.Count;
}
