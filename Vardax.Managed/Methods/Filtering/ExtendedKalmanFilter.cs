using Vardax.Managed.Dynamics;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The extended Kalman filter: in a step mean = M(mean) and P = infl^dt F P F^T + dt Q with F the exact derivative of the step; then the linear
/// update. With a linear model and linear instruments, inflation 1, the Kalman filter itself, which is exact. A. H. Jazwinski, "Stochastic
/// processes and filtering theory" (1970), section 8.3. Anchor: Lorenz-63, inflation 90, sakov2012: 0.87.
/// </summary>
public class ExtendedKalmanFilter : GaussianFilter
{
    private readonly double[] modelError;

    /// <summary>Starts at the initial distribution, to first order where it is not normal.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings; null for those of <see cref="FilterOptions"/>.</param>
    public ExtendedKalmanFilter(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options) => modelError = system.ModelError?.ToMatrix() ?? [];

    /// <inheritdoc/>
    private protected override void StepSpread(double dt)
    {
        int n = Center.Length;
        IPropagator<double> model = System.Model.DoublePrecision;
        model.TangentStep(Center, dt, Spread, n);
        Transpose();
        model.TangentStep(Center, dt, Spread, n);
        if (Options.Inflation != 1)
            Elementwise.Map(Spread, Spread, new VectorScale<double>(Math.Pow(Options.Inflation, dt)));
        if (modelError.Length > 0)
            Elementwise.Map(modelError, Spread, Spread, new VectorAddScaled<double>(dt));
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                Spread[(i * n) + j] = Spread[(j * n) + i] = (Spread[(i * n) + j] + Spread[(j * n) + i]) / 2;
        }
    }

    private void Transpose()
    {
        int n = Center.Length;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                (Spread[(i * n) + j], Spread[(j * n) + i]) = (Spread[(j * n) + i], Spread[(i * n) + j]);
        }
    }

    /// <inheritdoc/>
    private protected override void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key) =>
        Update(y, rows, Center, Spread);
}
