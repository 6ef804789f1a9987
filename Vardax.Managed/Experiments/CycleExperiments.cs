using Vardax.Managed.Cycling;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>
/// Cycled experiments of the field by name, each with the published rmse.a of its rows: single runs of about 1,000 cycles, whose noise is 0.02 to
/// 0.03. As recorded by P. N. Raanes et al., "DAPPER: Data Assimilation with Python: a Package for Experimental Research" (2018).
/// </summary>
public static class CycleExperiments
{
    /// <summary>Lorenz-63 of P. Sakov, D. S. Oliver and L. Bertino, "An iterative EnKF for strongly nonlinear systems", Mon. Weather Rev. 140 (2012).</summary>
    public static CycleExperiment Sakov2012 { get; } = Lorenz63("sakov2012", 2,
    [
        Row("climatology", 7.6),
        Row("optimal_interpolation", 1.25),
        Row("3dvar", 1.04, new() { BackgroundScale = 0.1 }),
        Row("ext_kf", 0.92, new() { Inflation = 180, Linearization = Linearization.FirstOrder }),
        Row("ext_kf", 0.87, new() { Inflation = 90, Linearization = Linearization.FirstOrder }),
        Row("enkf_sqrt", 0.80, new() { Members = 3, Inflation = 1.30 }),
        Row("enkf_sqrt", 0.60, new() { Members = 10, Inflation = 1.02, Rotate = true }),
        Row("enkf_perturbed", 0.65, new() { Members = 10, Inflation = 1.04 }),
        Row("enkf_perturbed", 0.56, new() { Members = 100, Inflation = 1.01 }),
        Row("enkf_n", 0.60, new() { Members = 3 }),
        Row("enkf_n", 0.54, new() { Members = 10, Rotate = true }),
        Row("ienks", 0.31, new() { Members = 10, Inflation = 1.02, Rotate = true }),
        Row("strong_4dvar", null, new() { Inflation = 1.05 }),
        Row("particle_filter", 0.38, new() { Members = 100, Regularization = 2.4, ResampleBelow = 0.3 }),
        Row("particle_filter", 0.28, new() { Members = 800, Regularization = 0.9, ResampleBelow = 0.2 }),
        Row("particle_filter", 0.27, new() { Members = 4000, Regularization = 0.7, ResampleBelow = 0.05 }),
    ]);

    /// <summary>
    /// Lorenz-63 of M. Bocquet and P. Sakov, "Combining inflation-free and iterative ensemble Kalman filters for strongly nonlinear systems",
    /// Nonlin. Processes Geophys. 19 (2012).
    /// </summary>
    public static CycleExperiment Bocquet2012 { get; } = Lorenz63("bocquet2012", 1,
    [
        Row("climatology"),
        Row("optimal_interpolation"),
        Row("enkf_sqrt", null, new() { Members = 10, Inflation = 1.02, Rotate = true }),
        Row("enkf_n", null, new() { Members = 10, Rotate = true }),
        Row("ienks", 0.22, new() { Members = 10, Inflation = 1.02, Rotate = true }),
        Row("ienks", 0.23, new() { Members = 3, Inflation = 1.04 }),
        Row("strong_4dvar", null, new() { Inflation = 1.05 }),
    ]);

    /// <summary>Lorenz-96 of P. Sakov and P. R. Oke, "A deterministic formulation of the ensemble Kalman filter", Tellus 60A (2008).</summary>
    public static CycleExperiment Sakov2008 { get; } = Lorenz96("sakov2008",
    [
        Row("climatology", 3.6),
        Row("optimal_interpolation", 0.95),
        Row("3dvar", 0.41, new() { BackgroundScale = 0.02 }),
        Row("ext_kf", 0.24, new() { Inflation = 6, Linearization = Linearization.Exponential }),
        Row("enkf_perturbed", 0.22, new() { Members = 40, Inflation = 1.06 }),
        Row("enkf_perturbed", 0.24, new() { Members = 28, Inflation = 1.08 }),
        Row("denkf", 0.18, new() { Members = 40, Inflation = 1.01 }),
        Row("enkf_sqrt", 0.18, new() { Members = 24, Inflation = 1.013, Rotate = true }),
        Row("enkf_serial", 0.18, new() { Members = 28, Inflation = 1.02, Rotate = true }),
        Row("enkf_n", 0.21, new() { Members = 24, Rotate = true }),
        Row("letkf", 0.22, new() { Members = 7, Inflation = 1.04, Rotate = true, LocalizationRadius = 4 }),
        Row("eakf_serial", 0.23, new() { Members = 7, Inflation = 1.07, Rotate = true, LocalizationRadius = 6 }),
        Row("ienks", 0.17, new() { Members = 40, Inflation = 1.01, Rotate = true }),
        Row("particle_filter", 0.26, new() { Members = 3000, Regularization = 0.7, ResampleBelow = 0.5 }),
    ]);

    /// <summary>All experiments.</summary>
    public static IReadOnlyList<CycleExperiment> All { get; } = [Sakov2012, Bocquet2012, Sakov2008];

    private static CycleRow Row(string method, double? published = null, FilterOptions? options = null) =>
        new(FilterMethod.Find(method)!, options ?? new FilterOptions(), published);

    private static CycleExperiment Lorenz63(string name, double variance, IReadOnlyList<CycleRow> rows)
    {
        var model = new Lorenz63();
        return new CycleExperiment
        {
            Name = name,
            System = new StateSpaceModel(model, 0.01, InitialDistribution.Normal([1.509, -1.531, 25.46], Math.Sqrt(2)),
                ObservingSystem.OfComponents(model, Math.Sqrt(variance))),
            Every = 25,
            BurnIn = 16,
            Rows = rows,
        };
    }

    private static CycleExperiment Lorenz96(string name, IReadOnlyList<CycleRow> rows)
    {
        const int Sites = 40;
        var model = new DynamicalSystem("Lorenz-96", [$"x[{Sites}]"], x => [x.Parse("(x[i+1] - x[i-2]) * x[i-1] - x[i] + 8", Sites)]);
        double[] mean = [1, .. new double[Sites - 1]];
        return new CycleExperiment
        {
            Name = name,
            System = new StateSpaceModel(model, 0.05, InitialDistribution.Normal(mean, Math.Sqrt(0.001)), ObservingSystem.OfComponents(model, 1)),
            Every = 1,
            BurnIn = 20,
            Rows = rows,
        };
    }
}
