namespace Vardax.Managed.Systems;

/// <summary>All that is observed after a step of the window.</summary>
public sealed record MissingAfter : MissingObservations
{
    /// <summary>From the last step whose observations are there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public MissingAfter(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        Step = step;
    }

    /// <summary>The last step whose observations are there.</summary>
    public int Step { get; }

    /// <inheritdoc/>
    internal override void Remove(Span<float> mask, int dimension, ReadOnlySpan<float> uniforms)
    {
        long from = (Step + 1L) * dimension;
        if (from < mask.Length)
            mask[(int)from..].Clear();
    }
}
