using Vardax.Managed.Gaussians;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// Climatology: mean and covariance of the system's states over a long time, whatever is observed. Anchor: Lorenz-63, sakov2012: 7.6.
/// </summary>
public sealed class ClimatologyFilter : GaussianFilter
{
    private readonly double[] mean, background, anyMean, anyCovariance;

    /// <summary>Starts at climatology, and stays there.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings; null for those of <see cref="FilterOptions"/>.</param>
    public ClimatologyFilter(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options)
    {
        Gaussian climate = Options.Background ?? Climate.Of(system, Options.Key);
        (mean, background) = ([.. climate.Mean], climate.Covariance.ToMatrix());
        (anyMean, anyCovariance) = (new double[mean.Length], new double[background.Length]);
        mean.CopyTo(Center, 0);
        background.CopyTo(Spread, 0);
    }

    /// <inheritdoc/>
    private protected override void Propagate(double dt, int count, RandomKey errors)
    {
    }

    /// <summary>The innovation alone.</summary>
    private protected override void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key)
    {
        mean.CopyTo(anyMean, 0);
        background.CopyTo(anyCovariance, 0);
        Update(y, rows, anyMean, anyCovariance);
    }
}
