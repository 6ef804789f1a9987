using Vardax.Managed.Gaussians;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// 3DVar: the control is the window itself, with a background of all its states but no model between them (Lorenc 1986):
/// J(w) = 1/2 |w - w_b|^2 in B^-1 + 1/2 sum of |y_t - H(w_t)|^2 in R^-1, for nonlinear H; equal to
/// <see cref="OptimalInterpolation"/> where H is linear.
/// </summary>
/// <param name="settings">The window.</param>
/// <param name="prior">w_b and B of all states of the window.</param>
/// <param name="minimizer">Levenberg-Marquardt by default.</param>
/// <exception cref="ArgumentException">The prior is not of a window, or a setting is out of range.</exception>
public sealed class ThreeDVar(ProblemSettings settings, Gaussian prior, ILeastSquaresMinimizer? minimizer = null)
    : VariationalAnalysis("3dvar", settings, WindowPrior.RequireWindow(settings, prior), minimizer ?? Exact,
        MultiStart.PriorMean)
{
    private protected override ControlModel CreateControl() => new WindowControl(Prior);
}
