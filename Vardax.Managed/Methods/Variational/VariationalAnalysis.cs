using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// A method that minimises J = 1/2 |u - u_b|^2 in B^-1 + 1/2 sum of |y - H(x_t(u))|^2 in R^-1 over a control u which determines the
/// window, and takes the posterior from the curvature at the minimum. In double precision. Immutable: one instance serves many
/// threads. Each call of its own allocates buffers; a <see cref="LaplacePosterior"/> of it keeps them.
/// </summary>
public abstract class VariationalAnalysis : IAnalysis
{
    /// <summary>The default minimiser, to about 1e-6 posterior standard deviations however large the first gradient is.</summary>
    private protected static readonly ILeastSquaresMinimizer Exact = new LevenbergMarquardt { GradientTolerance = 1e-11 };

    private protected VariationalAnalysis(
        string name, ProblemSettings settings, Gaussian prior, ILeastSquaresMinimizer minimizer, MultiStart starts,
        int leadSteps = 0)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(minimizer);
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentOutOfRangeException.ThrowIfNegative(leadSteps);
        settings.Validate();
        starts.Validate();
        (Name, Settings, Prior, Minimizer, Starts, LeadSteps) = (name, settings, prior, minimizer, starts, leadSteps);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The window's model, step and length. The noise and what is observed are each problem's own.</summary>
    public ProblemSettings Settings { get; }

    /// <summary>u_b and B.</summary>
    public Gaussian Prior { get; }

    /// <summary>The minimiser.</summary>
    public ILeastSquaresMinimizer Minimizer { get; }

    /// <summary>The starting points.</summary>
    public MultiStart Starts { get; }

    /// <summary>How many steps before the window the controlled state is, and its prior holds.</summary>
    public int LeadSteps { get; }

    /// <summary>The posterior given a problem's observations, with R = its noise squared.</summary>
    /// <exception cref="ArgumentException">The problem's window is another one, or an observed value is not finite.</exception>
    public LaplaceApproximation Solve(ObservedWindow problem)
    {
        RequireWindow(problem);
        var readings = new InstrumentReadings();
        readings.Set(problem);
        return Solve(CreateSolver(readings));
    }

    /// <summary>The posterior given any observations of the window.</summary>
    /// <exception cref="ArgumentException">One is outside the window, or of another state.</exception>
    public LaplaceApproximation Solve(IReadOnlyList<WindowObservation> observations) =>
        Solve(CreateSolver(new ObservationList(observations, Settings.StateDimension, Settings.WindowEntries)));

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) =>
        new LaplacePosterior(this).Analyze(problem, mean, standardDeviation);

    /// <exception cref="ArgumentException">The window is another one than the settings'.</exception>
    internal void RequireWindow(ObservedWindow problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ProblemSettings found = problem.Settings;
        if (!found.Model.Equals(Settings.Model) || found.Dt != Settings.Dt || found.WindowSteps != Settings.WindowSteps)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Expected a window of {Settings.WindowSteps} steps of {Settings.Dt} of the same {Settings.Model.Name}, ")
                + FormattableString.Invariant($"found {found.WindowSteps} steps of {found.Dt} of {found.Model.Name}."),
                nameof(problem));
        }
    }

    /// <summary>Creates what minimises the cost of a window, with the buffers of one thread.</summary>
    internal virtual VariationalSolver CreateSolver(IWindowObservations observations) => new(this, CreateControl(), observations);

    internal virtual MinimizationResult Minimize(VariationalCost cost, Span<double> v, MinimizerWorkspace workspace) =>
        Minimizer.Minimize(cost, v, workspace);

    private protected abstract ControlModel CreateControl();

    private static LaplaceApproximation Solve(VariationalSolver solver)
    {
        solver.Solve();
        var posterior = new LaplaceApproximation(solver.Model);
        posterior.Set(solver);
        return posterior;
    }
}
