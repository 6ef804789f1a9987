using Vardax.Managed.Gaussians;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// Optimal interpolation: each analysis is the linear update of climatology, N(m, B), by the observations of its time alone; between them
/// the model carries the mean on. L. S. Gandin, "Objective analysis of meteorological fields" (1963). Anchor: Lorenz-63, sakov2012: 1.25.
/// </summary>
public sealed class OptimalInterpolationFilter : GaussianFilter
{
    private readonly double[] mean, background;

    /// <summary>Starts at climatology.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings; null for those of <see cref="FilterOptions"/>.</param>
    public OptimalInterpolationFilter(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options)
    {
        Gaussian climate = Options.Background ?? Climate.Of(system, Options.Key);
        (mean, background) = ([.. climate.Mean], climate.Covariance.ToMatrix());
        mean.CopyTo(Center, 0);
        background.CopyTo(Spread, 0);
    }

    /// <inheritdoc/>
    private protected override void StepSpread(double dt) => background.CopyTo(Spread, 0);

    /// <inheritdoc/>
    private protected override void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key)
    {
        mean.CopyTo(Center, 0);
        background.CopyTo(Spread, 0);
        Update(y, rows, Center, Spread);
    }
}
