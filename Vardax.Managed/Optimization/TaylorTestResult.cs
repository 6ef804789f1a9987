namespace Vardax.Managed.Optimization;

/// <summary>The remainders of a Taylor test.</summary>
/// <param name="steps"><see cref="Steps"/>.</param>
/// <param name="firstRemainders"><see cref="FirstRemainders"/>.</param>
/// <param name="secondRemainders"><see cref="SecondRemainders"/>.</param>
/// <param name="order"><see cref="Order"/>.</param>
/// <param name="isFinite"><see cref="IsFinite"/>.</param>
public sealed class TaylorTestResult(double[] steps, double[] firstRemainders, double[] secondRemainders, double order, bool isFinite)
{
    /// <summary>h = h0 2^-k, k = 0, 1, ...</summary>
    public double[] Steps { get; } = steps;

    /// <summary>|f(x + h d) - f(x)| of each step: O(h).</summary>
    public double[] FirstRemainders { get; } = firstRemainders;

    /// <summary>
    /// |f(x + h d) - f(x) - h f'(x) d| of each step: O(h^2) where the derivative is right, else O(h).
    /// </summary>
    public double[] SecondRemainders { get; } = secondRemainders;

    /// <summary>
    /// Slope of log second remainder against log h over the smallest steps at which rounding does not show; NaN where it shows
    /// throughout, as for a linear function.
    /// </summary>
    public double Order => order;

    /// <summary>Whether f, its derivative and the remainders of the smallest steps are finite.</summary>
    public bool IsFinite => isFinite;

    /// <summary>
    /// Whether the derivative is right: the remainder is of second order, at least 1.9 (3 where the curvature along d is zero),
    /// or nothing but rounding.
    /// </summary>
    public bool Passes => IsFinite && !(Order < 1.9);
}
