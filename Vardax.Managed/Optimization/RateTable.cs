namespace Vardax.Managed.Optimization;

/// <summary>
/// A rate for each step: what a file holds of a schedule that it does not know by its kind. Equal where the
/// rates are.
/// </summary>
public sealed class RateTable : ILearningRateSchedule, IEquatable<RateTable>
{
    private readonly double[] rates;

    /// <summary>From the rate of each step.</summary>
    /// <exception cref="ArgumentException">There is none, or one is not finite and 0 or more.</exception>
    public RateTable(IReadOnlyList<double> rates)
    {
        ArgumentNullException.ThrowIfNull(rates);
        if (rates.Count == 0)
            throw new ArgumentException("Expected at least one rate.", nameof(rates));
        this.rates = [.. rates.Select((rate, step) => rate >= 0 && double.IsFinite(rate)
            ? rate
            : throw new ArgumentException($"The rate of step {step} is {rate}; expected a finite number, 0 or more.", nameof(rates)))];
    }

    /// <summary>The rates that a schedule gives in some number of steps.</summary>
    /// <exception cref="ArgumentException">There are no steps, or a rate is not finite and 0 or more.</exception>
    public static RateTable Of(ILearningRateSchedule schedule, int steps)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return new RateTable([.. Enumerable.Range(0, steps).Select(step => schedule.Rate(step, steps))]);
    }

    /// <summary>The rate of each step.</summary>
    public IReadOnlyList<double> Rates => rates;

    /// <summary>The rate of a step; of the last one for those beyond it.</summary>
    public double Rate(int step, int totalSteps) => rates[Math.Min(step, rates.Length - 1)];

    /// <inheritdoc/>
    public bool Equals(RateTable? other) => other is not null && rates.AsSpan().SequenceEqual(other.rates);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RateTable);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(rates.Length, rates[0], rates[^1]);
}
