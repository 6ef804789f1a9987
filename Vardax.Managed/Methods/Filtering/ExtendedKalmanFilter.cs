using Vardax.Managed.Dynamics;
using Vardax.Managed.Guards;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The extended Kalman filter: in a step mean = M(mean) and P = infl^dt F P F^T + dt Q with F the exact derivative of the step, or what
/// <see cref="FilterOptions.Linearization"/> says; then the linear update. With a linear model and linear instruments, inflation 1,
/// F exact, the Kalman filter itself. A. H. Jazwinski, "Stochastic processes and filtering theory" (1970), section 8.3. Anchor: Lorenz-63,
/// inflation 90, first order, sakov2012: 0.87.
/// </summary>
public class ExtendedKalmanFilter : GaussianFilter
{
    private readonly double[] scratch;

    /// <summary>Starts at the initial distribution, to first order where it is not normal.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings; null for those of <see cref="FilterOptions"/>.</param>
    /// <exception cref="ArgumentException">The derivative of a map is not to be exact.</exception>
    public ExtendedKalmanFilter(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options)
    {
        Guard.Setting(Options.Linearization == Linearization.Exact || system.Model is not DynamicalSystem { Options.IsMap: true },
            nameof(FilterOptions.Linearization), Options.Linearization, "Exact of a map");
        scratch = new double[Options.Linearization == Linearization.Exact ? 0 : 2 * Spread.Length];
    }

    /// <inheritdoc/>
    private protected override void StepSpread(double dt)
    {
        double factor = Options.Inflation == 1 ? 1 : Math.Pow(Options.Inflation, dt);
        if (Options.Linearization == Linearization.Exact)
            CovarianceStep.Apply(System.Model.DoublePrecision, Center, dt, Spread, factor, ModelError);
        else
            CovarianceStep.Series(Options.Linearization == Linearization.FirstOrder ? 1 : 12, System.Model.DoublePrecision, Center, dt, Spread, factor, ModelError, scratch);
    }

    /// <inheritdoc/>
    private protected override void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key)
    {
        UpdateOrRecover(y, rows);
        Adopt();
    }
}
