namespace Vardax.Managed.Systems;

/// <summary>So many values of each window, chosen at random.</summary>
public sealed record MissingValues : MissingObservations
{
    /// <summary>From their number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public MissingValues(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Count = count;
    }

    /// <summary>How many; all if the window has fewer.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    internal override int UniformsNeeded(int observed) => observed;

    /// <inheritdoc/>
    internal override void Remove(Span<float> mask, int dimension, ReadOnlySpan<float> uniforms)
    {
        int observed = CountObserved(mask);
        new Selection(observed, Math.Min(Count, observed), uniforms).Remove(mask);
    }
}
