using Vardax.Managed.Gaussians;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// Weak-constraint 4DVar (Tremolet 2006, the forcing formulation): the control is the state at the window's start and one model
/// error eta_k per step, x_{k+1} = M(x_k) + eta_k, with 1/2 sum of |eta_k|^2 in Q^-1 added to the cost. Starts where
/// <see cref="StrongFourDVar"/> ends, from which it differs by as much as Q allows.
/// </summary>
public sealed class WeakFourDVar : VariationalAnalysis
{
    private readonly StrongFourDVar strong;

    /// <summary>Creates the method.</summary>
    /// <param name="settings">The window.</param>
    /// <param name="prior">x_b and B of the state at the window's start.</param>
    /// <param name="modelError">Q, the covariance of one step's model error.</param>
    /// <param name="minimizer">Levenberg-Marquardt by default.</param>
    /// <param name="starts">Starting points of the strong-constraint minimisation; the prior mean alone by default.</param>
    /// <param name="leadSteps">How many steps before the window's start the prior holds; see <see cref="ClassicalBackground"/>.</param>
    /// <exception cref="ArgumentException">The prior or Q is not of one state, or a setting is out of range.</exception>
    public WeakFourDVar(
        ProblemSettings settings, Gaussian prior, Covariance modelError, ILeastSquaresMinimizer? minimizer = null,
        MultiStart? starts = null, int leadSteps = 0)
        : base("weak_4dvar", settings, WindowPrior.WithModelError(settings, prior, modelError), minimizer ?? Exact,
            starts ?? MultiStart.PriorMean, leadSteps) => strong = new StrongFourDVar(settings, prior, minimizer, starts, leadSteps);

    internal override VariationalSolver CreateSolver(IWindowObservations observations) =>
        new(this, CreateControl(), observations, strong.CreateSolver(observations));

    private protected override ControlModel CreateControl() => new TrajectoryControl(Settings, Prior, LeadSteps);
}
