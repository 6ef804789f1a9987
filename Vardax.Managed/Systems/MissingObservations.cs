using Vardax.Managed.Randomness;

namespace Vardax.Managed.Systems;

/// <summary>
/// Which of the values that a window's mask has go missing: a draw from a key. Entries that the mask does not have stay as they are.
/// Immutable: one instance serves many threads.
/// </summary>
public abstract record MissingObservations
{
    /// <summary>Uniform numbers that a draw takes, for a mask of so many observed entries.</summary>
    internal virtual int UniformsNeeded(int observed) => 0;

    /// <summary>Takes the missing values out of a mask.</summary>
    /// <param name="key">The draw's key.</param>
    /// <param name="mask">The mask, (time, instrument) row-major; replaced.</param>
    /// <param name="dimension">Instruments.</param>
    /// <exception cref="ArgumentException">The mask is not a whole number of times, or has too few values.</exception>
    public void Draw(RandomKey key, Span<float> mask, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (mask.Length % dimension != 0)
            throw new ArgumentException($"Expected a whole number of times of {dimension} values, found {mask.Length} entries.", nameof(mask));
        var uniforms = new float[UniformsNeeded(CountObserved(mask))];
        RandomDraws.Uniform(key, uniforms);
        Remove(mask, dimension, uniforms);
    }

    /// <summary>Takes the missing values out of a mask, given uniform numbers on [0, 1). Allocates nothing.</summary>
    internal abstract void Remove(Span<float> mask, int dimension, ReadOnlySpan<float> uniforms);

    /// <summary>Number of entries that a mask has.</summary>
    internal static int CountObserved(ReadOnlySpan<float> mask)
    {
        int count = 0;
        foreach (float m in mask)
            count += m != 0 ? 1 : 0;
        return count;
    }
}
