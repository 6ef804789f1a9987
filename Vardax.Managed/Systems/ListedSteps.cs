namespace Vardax.Managed.Systems;

/// <summary>A list of steps.</summary>
public sealed record ListedSteps : ObservationSteps
{
    private readonly int[] steps;

    /// <summary>From the steps.</summary>
    /// <exception cref="ArgumentException">A step is negative, or not above the one before.</exception>
    public ListedSteps(params IReadOnlyList<int> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i] < 0 || (i > 0 && steps[i] <= steps[i - 1]))
                throw new ArgumentException($"Step {i} is {steps[i]}; expected ascending steps of 0 or more.", nameof(steps));
        }

        this.steps = [.. steps];
    }

    /// <summary>The steps, ascending.</summary>
    public IReadOnlyList<int> Steps => steps;

    /// <inheritdoc/>
    public override bool Includes(int step) => Array.BinarySearch(steps, step) >= 0;

    /// <inheritdoc/>
    public bool Equals(ListedSteps? other) => other is not null && steps.AsSpan().SequenceEqual(other.steps);

    /// <inheritdoc/>
    public override int GetHashCode() => steps.Aggregate(0, HashCode.Combine);

    /// <summary>at steps ..., or never.</summary>
    public override string ToString() => steps.Length == 0 ? "never" : $"at steps {string.Join(", ", steps)}";

    /// <inheritdoc/>
    internal override long Count(int states) => steps.Count(step => step < states);

    /// <inheritdoc/>
    internal override ObservationSteps Later(int steps) => new ListedSteps([.. this.steps.Select(step => checked(step + steps))]);
}
