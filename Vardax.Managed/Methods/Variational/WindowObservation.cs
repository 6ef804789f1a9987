using Vardax.Managed.Gaussians;
using Vardax.Managed.Guards;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>The observations of one time: y = H(x_step) + error, error ~ N(0, R).</summary>
public sealed record WindowObservation
{
    /// <summary>From time, values, operator and error covariance.</summary>
    /// <param name="step">Which state of the window is seen, 0 the first.</param>
    /// <param name="values">y.</param>
    /// <param name="observationOperator">H.</param>
    /// <param name="errors">R, positive definite.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, a value is not finite, or R is singular.</exception>
    public WindowObservation(int step, IReadOnlyList<double> values, IObservationOperator observationOperator, Covariance errors)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(observationOperator);
        ArgumentNullException.ThrowIfNull(errors);
        Guard.Length(observationOperator.ObservationDimension, values.Count, nameof(values));
        Guard.Length(values.Count, errors.Dimension, nameof(errors));
        for (int i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"Value {i} at step {step} is {values[i]}; expected a finite number.", nameof(values));
        }

        if (!errors.IsPositiveDefinite)
        {
            throw new ArgumentException(
                $"Expected a positive definite error covariance, found one of rank {errors.Rank} in {errors.Dimension} dimensions.",
                nameof(errors));
        }

        (Step, Values, Operator, Errors) = (step, [.. values], observationOperator, errors);
    }

    /// <summary>Which state of the window is seen.</summary>
    public int Step { get; }

    /// <summary>y.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>H.</summary>
    public IObservationOperator Operator { get; }

    /// <summary>R.</summary>
    public Covariance Errors { get; }

    /// <summary>A problem's observations by time: its mask, its operator, and independent errors of its instruments.</summary>
    /// <exception cref="ArgumentException">An observed value is not finite.</exception>
    public static IReadOnlyList<WindowObservation> Of(ObservedWindow problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ObservingSystem observing = problem.Settings.Observing;
        int p = observing.Instruments.Count;
        var observations = new List<WindowObservation>();
        for (int t = 0; t < problem.Settings.WindowStates; t++)
        {
            int first = t * p;
            int[] seen = [.. Enumerable.Range(0, p).Where(i => problem.Mask[first + i] != 0)];
            if (seen.Length > 0)
            {
                observations.Add(new WindowObservation(t, [.. seen.Select(i => (double)problem.Observations[first + i])],
                    observing.Operator.Rows(seen), new DiagonalCovariance([.. seen.Select(i => observing.Std(i))])));
            }
        }

        return observations;
    }
}
