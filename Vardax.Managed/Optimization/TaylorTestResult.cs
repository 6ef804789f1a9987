namespace Vardax.Managed.Optimization;

/// <summary>The remainders of a Taylor test.</summary>
/// <param name="Steps">h = h0 2^-k, k = 0, 1, ...</param>
/// <param name="FirstRemainders">|f(x + h d) - f(x)| of each step: O(h).</param>
/// <param name="SecondRemainders">
/// |f(x + h d) - f(x) - h f'(x) d| of each step: O(h^2) where the derivative is right, else O(h).
/// </param>
/// <param name="Order">
/// Slope of log second remainder against log h over the smallest steps at which rounding does not show; NaN where it shows
/// throughout, as for a linear function.
/// </param>
/// <param name="IsFinite">Whether f, its derivative and the remainders of the smallest steps are finite.</param>
public sealed record TaylorTestResult(
    double[] Steps, double[] FirstRemainders, double[] SecondRemainders, double Order, bool IsFinite)
{
    /// <summary>
    /// Whether the derivative is right: the remainder is of second order, at least 1.9 (3 where the curvature along d is zero),
    /// or nothing but rounding.
    /// </summary>
    public bool Passes => IsFinite && !(Order < 1.9);
}
