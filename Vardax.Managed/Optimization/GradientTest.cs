using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Optimization;

/// <summary>
/// Tests of hand-written derivatives, as used for adjoint models (Navon, Zou, Derber and Sela 1992): the remainder of the
/// Taylor expansion must be of second order, and the adjoint the transpose of the tangent.
/// </summary>
public static class GradientTest
{
    private const int StepCount = 48;

    // The smallest steps, where a right derivative leaves nothing but rounding.
    private const int RoundingSteps = 8;

    // A remainder this many times the rounding has its order to a few thousandths.
    private const double Clear = 1000;

    private const int FittedSteps = 5;

    /// <summary>
    /// Tests the products of a Jacobian at x: |r(x + h d) - r(x) - h J d| = O(h^2), and w.(J d) = (J^T w).d.
    /// A gradient is the Jacobian of one residual.
    /// </summary>
    /// <param name="problem">r.</param>
    /// <param name="x">The point.</param>
    /// <param name="direction">d.</param>
    /// <param name="weights">w, as long as r.</param>
    /// <param name="firstStep">h0: about what changes r in its first digits. The steps are h0 2^-k, k = 0 .. 47.</param>
    /// <exception cref="ArgumentException">
    /// A length is not the problem's, or the first step is not positive and finite.
    /// </exception>
    public static JacobianTestResult Run(
        ILeastSquares problem, ReadOnlySpan<double> x, ReadOnlySpan<double> direction, ReadOnlySpan<double> weights,
        double firstStep = 1)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Guard.Length(problem.Parameters, x.Length, nameof(x));
        Guard.Length(problem.Parameters, direction.Length, nameof(direction));
        Guard.Positive(firstStep);
        Guard.Length(problem.Residuals, weights.Length, nameof(weights));
        double[] start = new double[weights.Length], tangent = new double[weights.Length], change = new double[weights.Length];
        double[] adjoint = new double[x.Length], point = new double[x.Length];
        problem.Evaluate(x, start);
        problem.JacobianProduct(direction, tangent);
        problem.TransposedProduct(weights, adjoint);
        double[] steps = Steps(firstStep), first = new double[StepCount], second = new double[StepCount];
        for (int k = 0; k < StepCount; k++)
        {
            Vectors.AddScaled(x, steps[k], direction, point);
            problem.Evaluate(point, change);
            Vectors.AddScaled(change, -1, start, change);
            first[k] = Vectors.Norm(change);
            Vectors.AddScaled(change, -steps[k], tangent, change);
            second[k] = Vectors.Norm(change);
        }

        double difference = Math.Abs(Reduction.Dot(weights, tangent) - Reduction.Dot(adjoint, direction));
        double scale = (Vectors.Norm(weights) * Vectors.Norm(tangent)) + (Vectors.Norm(adjoint) * Vectors.Norm(direction));
        return new JacobianTestResult(
            Judge(steps, first, second, Vectors.Norm(start)), difference == 0 ? 0 : difference / scale);
    }

    private static TaylorTestResult Judge(double[] steps, double[] first, double[] second, double magnitude)
    {
        // Rounding is measured where it is all that a right derivative leaves. A wrong one leaves more there, which moves the
        // fit to larger steps, but not so far that its first order would not show.
        double rounding = Math.Max(second[^RoundingSteps..].Max(), Math.Pow(2, -53) * magnitude);
        bool finite = double.IsFinite(rounding) && second[^RoundingSteps..].All(double.IsFinite);
        int[] fitted =
        [
            .. Enumerable.Range(0, StepCount).Where(k => second[k] > Clear * rounding && double.IsFinite(second[k]))
                .TakeLast(FittedSteps),
        ];
        double order = fitted.Length < 3
            ? double.NaN
            : Slope([.. fitted.Select(k => Math.Log(steps[k]))], [.. fitted.Select(k => Math.Log(second[k]))]);
        return new TaylorTestResult(steps, first, second, order, finite);
    }

    private static double Slope(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average();
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }

    private static double[] Steps(double firstStep) =>
        [.. Enumerable.Range(0, StepCount).Select(k => Math.ScaleB(firstStep, -k))];
}
