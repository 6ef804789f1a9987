namespace Vardax.Managed.Systems;

/// <summary>Steps from, from + every, from + 2 every, ...</summary>
public sealed record RegularSteps : ObservationSteps
{
    /// <summary>From the distance and the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The distance is below 1, or the first step negative.</exception>
    public RegularSteps(int every, int from = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        (Every, From) = (every, from);
    }

    /// <summary>Steps between two observations.</summary>
    public int Every { get; }

    /// <summary>The first step observed.</summary>
    public int From { get; }

    /// <inheritdoc/>
    public override bool Includes(int step) => step >= From && (step - From) % Every == 0;

    /// <summary>every N steps from M.</summary>
    public override string ToString() =>
        $"every {Every} steps{(From == 0 ? "" : $" from {From}")}";

    /// <inheritdoc/>
    internal override long Count(int states) => From >= states ? 0 : ((states - From - 1L) / Every) + 1;

    /// <inheritdoc/>
    internal override ObservationSteps Later(int steps) => new RegularSteps(Every, checked(From + steps));
}
