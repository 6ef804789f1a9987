using Vardax.Managed.Gaussians;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// Incremental 4DVar (Courtier, Thepaut and Hollingsworth 1994): strong-constraint 4DVar by an outer loop that relinearises the
/// model and an inner loop of conjugate gradients on the quadratic cost of the increment, preconditioned by the square root of B.
/// No matrix is formed while minimising; its minimum is that of <see cref="StrongFourDVar"/>.
/// </summary>
/// <param name="settings">The window.</param>
/// <param name="prior">x_b and B of the state at the window's start.</param>
/// <param name="minimizer">The two loops.</param>
/// <param name="starts">The prior mean alone by default; several for chaotic windows.</param>
/// <param name="leadSteps">How many steps before the window's start the prior holds; see <see cref="ClassicalBackground"/>.</param>
/// <exception cref="ArgumentException">The prior is not of one state, or a setting is out of range.</exception>
public sealed class IncrementalFourDVar(
    ProblemSettings settings, Gaussian prior, IncrementalGaussNewton? minimizer = null, MultiStart? starts = null, int leadSteps = 0)
    : VariationalAnalysis("incremental_4dvar", settings, WindowPrior.RequireState(settings, prior),
        minimizer ?? new IncrementalGaussNewton(), starts ?? MultiStart.PriorMean, leadSteps)
{
    private protected override ControlModel CreateControl() => new TrajectoryControl(Settings, Prior, LeadSteps);
}
