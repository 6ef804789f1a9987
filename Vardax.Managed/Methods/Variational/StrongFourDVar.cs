using Vardax.Managed.Gaussians;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// Strong-constraint 4DVar: the control is the state at the window's start, and the model is perfect (Le Dimet and Talagrand 1986):
/// J(x0) = 1/2 |x0 - x_b|^2 in B^-1 + 1/2 sum of |y_t - H(M_t(x0))|^2 in R^-1.
/// </summary>
/// <param name="settings">The window.</param>
/// <param name="prior">x_b and B of the state at the window's start.</param>
/// <param name="minimizer">Levenberg-Marquardt by default.</param>
/// <param name="starts">The prior mean alone by default; several for chaotic windows.</param>
/// <param name="leadSteps">How many steps before the window's start the prior holds; see <see cref="ClassicalBackground"/>.</param>
/// <exception cref="ArgumentException">The prior is not of one state, or a setting is out of range.</exception>
public sealed class StrongFourDVar(
    ProblemSettings settings, Gaussian prior, ILeastSquaresMinimizer? minimizer = null, MultiStart? starts = null, int leadSteps = 0)
    : VariationalAnalysis("strong_4dvar", settings, WindowPrior.RequireState(settings, prior), minimizer ?? Exact,
        starts ?? MultiStart.PriorMean, leadSteps)
{
    private protected override ControlModel CreateControl() => new TrajectoryControl(Settings, Prior, LeadSteps);
}
