using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Optimization;

/// <summary>
/// Finds a step that satisfies the strong Wolfe conditions f(x + a d) &lt;= f(x) + c1 a g.d and |g(x + a d).d| &lt;= c2 |g.d|
/// (Nocedal and Wright 2006, algorithms 3.5 and 3.6, with safeguarded cubic interpolation, equation 3.59). Where f changes by
/// no more than its rounding, the first condition is replaced by its equivalent in slopes, g(x + a d).d &lt;= (2 c1 - 1) g.d
/// (the approximate Wolfe condition of Hager and Zhang 2005), so that a minimum is found to the precision of the gradient.
/// Points where f or its gradient is not finite count as too far. Immutable.
/// </summary>
public sealed class StrongWolfeLineSearch
{
    private const double Growth = 4;

    // A new point keeps this share of the interval away from either end.
    private const double Margin = 0.1;

    /// <summary>c1, in (0, 1): the share of the decrease promised by the slope that a step must deliver.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in (0, 1).</exception>
    public double SufficientDecrease { get; init => field = Guard.Share(value, nameof(SufficientDecrease)); } = 1e-4;

    /// <summary>c2, in (c1, 1): the largest slope left, as a share of the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in (0, 1).</exception>
    public double Curvature { get; init => field = Guard.Share(value, nameof(Curvature)); } = 0.9;

    /// <summary>Evaluations of f after which a search gives up.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxEvaluations { get; init => field = Guard.Positive(value, nameof(MaxEvaluations)); } = 40;

    /// <summary>Searches along a direction.</summary>
    /// <param name="function">f.</param>
    /// <param name="x">The point to start from.</param>
    /// <param name="direction">d. Where it does not descend, no step is found.</param>
    /// <param name="value">f(x).</param>
    /// <param name="gradient">g(x).</param>
    /// <param name="firstStep">The step to try first, positive.</param>
    /// <param name="point">Receives x + a d for the step returned.</param>
    /// <param name="pointGradient">Receives the gradient there.</param>
    /// <returns>The step, f there, and whether the conditions hold.</returns>
    /// <exception cref="ArgumentException">
    /// A length is not the function's, or the first step is not positive and finite.
    /// </exception>
    /// <exception cref="InvalidOperationException">c2 is not above c1.</exception>
    public LineSearchResult Search(
        IDifferentiable function, ReadOnlySpan<double> x, ReadOnlySpan<double> direction, double value,
        ReadOnlySpan<double> gradient, double firstStep, Span<double> point, Span<double> pointGradient)
    {
        ArgumentNullException.ThrowIfNull(function);
        Guard.Length(function.Parameters, x.Length, nameof(x));
        Guard.Length(function.Parameters, direction.Length, nameof(direction));
        Guard.Length(function.Parameters, gradient.Length, nameof(gradient));
        Guard.Length(function.Parameters, point.Length, nameof(point));
        Guard.Length(function.Parameters, pointGradient.Length, nameof(pointGradient));
        Guard.Positive(firstStep);
        if (Curvature <= SufficientDecrease)
            throw new InvalidOperationException($"Expected c2 above c1, found c1 = {SufficientDecrease}, c2 = {Curvature}.");
        var start = new Sample(0, value, Reduction.Dot(gradient, direction));
        if (start.IsFinite && start.Slope < 0)
            return Search(new Line(function, x, direction, point, pointGradient), start, firstStep);
        x.CopyTo(point);
        gradient.CopyTo(pointGradient);
        return new LineSearchResult(0, value, false);
    }

    private LineSearchResult Search(Line line, Sample start, double firstStep)
    {
        // Algorithm 3.5 until an interval is known, algorithm 3.6 from then on. low: the best point that descends enough; high:
        // the other end. A point not finite has no slope, and is approached carefully.
        Sample low = start;
        Sample? high = null;
        double step = firstStep, width = double.PositiveInfinity;
        for (int evaluation = 0; evaluation < MaxEvaluations; evaluation++)
        {
            Sample trial = line.At(step);
            if (!trial.IsFinite || !DecreasesEnough(trial, start) || (trial.Value >= low.Value && !IsRounding(trial, low)))
            {
                high = trial;
            }
            else if (Math.Abs(trial.Slope) <= -Curvature * start.Slope)
            {
                return new LineSearchResult(step, trial.Value, true);
            }
            else
            {
                // Without a high end yet, a slope that still descends means going on.
                if (trial.Slope * (high is { } end ? end.Step - low.Step : 1) >= 0)
                    high = low;
                low = trial;
            }

            if (high is not { } far)
            {
                step *= Growth;
                continue;
            }

            double previous = width;
            width = Math.Abs(far.Step - low.Step);
            step = width > 0.66 * previous ? (low.Step + far.Step) / 2 : Interpolate(low, far);
            if (step == low.Step || step == far.Step)
                break;
        }

        // What is within rounding of the start is no better than the start.
        Sample best = line.At(low.Value < start.Value ? low.Step : 0);
        return new LineSearchResult(best.Step, best.Value, false);
    }

    private bool DecreasesEnough(Sample trial, Sample start) =>
        trial.Value <= start.Value + (SufficientDecrease * trial.Step * start.Slope)
        || (IsRounding(trial, start) && trial.Slope <= ((2 * SufficientDecrease) - 1) * start.Slope);

    private static bool IsRounding(Sample x, Sample y) =>
        Math.Abs(x.Value - y.Value) <= Rounding.Cost * Math.Max(Math.Abs(x.Value), Math.Abs(y.Value));

    /// <summary>
    /// The minimiser of the cubic through both ends, or, where their values do not differ, the zero of the slope.
    /// </summary>
    private static double Interpolate(Sample low, Sample high)
    {
        double span = high.Step - low.Step;
        if (!high.IsFinite)
            return low.Step + (Margin * span);
        double share;
        if (IsRounding(low, high))
        {
            share = low.Slope / (low.Slope - high.Slope);
        }
        else
        {
            double d1 = low.Slope + high.Slope - (3 * (high.Value - low.Value) / span);
            double d2 = Math.CopySign(Math.Sqrt((d1 * d1) - (low.Slope * high.Slope)), span);
            share = 1 - ((high.Slope + d2 - d1) / (high.Slope - low.Slope + (2 * d2)));
        }

        return low.Step + (span * (double.IsFinite(share) ? Math.Clamp(share, Margin, 1 - Margin) : 0.5));
    }

    /// <summary>f and its slope along the direction, at a step.</summary>
    private readonly record struct Sample(double Step, double Value, double Slope)
    {
        public bool IsFinite => double.IsFinite(Value) && double.IsFinite(Slope);
    }

    /// <summary>f along the direction.</summary>
    private readonly ref struct Line(
        IDifferentiable function, ReadOnlySpan<double> x, ReadOnlySpan<double> direction, Span<double> point,
        Span<double> gradient)
    {
        private readonly ReadOnlySpan<double> x = x, direction = direction;
        private readonly Span<double> point = point, gradient = gradient;

        public Sample At(double step)
        {
            Vectors.AddScaled(x, step, direction, point);
            double value = function.Evaluate(point, gradient);
            return new Sample(step, value, Reduction.Dot(gradient, direction));
        }
    }
}
