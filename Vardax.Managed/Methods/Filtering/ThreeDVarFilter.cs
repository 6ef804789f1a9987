using Vardax.Managed.Gaussians;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// 3DVar in a cycle: the forecast of the mean with a background covariance that never changes, B = scale times that of climatology, and the
/// linear update. A. C. Lorenc, Q. J. R. Meteorol. Soc. 112 (1986). Anchor: Lorenz-63, scale 0.1, sakov2012: 1.04.
/// </summary>
public sealed class ThreeDVarFilter : GaussianFilter
{
    private readonly double[] background;

    /// <summary>Starts at the initial distribution.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings; null for those of <see cref="FilterOptions"/>.</param>
    public ThreeDVarFilter(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options)
    {
        Gaussian climate = Options.Background ?? Climate.Of(system, Options.Key);
        background = [.. climate.Covariance.ToMatrix().Select(x => x * Options.BackgroundScale)];
        background.CopyTo(Spread, 0);
    }

    /// <inheritdoc/>
    private protected override void StepSpread(double dt) => background.CopyTo(Spread, 0);

    /// <inheritdoc/>
    private protected override void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key) => Update(y, rows, Center, Spread);
}
