using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Layers;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>The observations and the mask themselves, side by side: 2 entries features, no parameters.</summary>
/// <param name="Entries">Entries of a window.</param>
internal sealed record IdentityObsEncoder(int Entries) : IObsEncoder
{
    /// <inheritdoc/>
    public int Features => 2 * Entries;

    /// <inheritdoc/>
    public int ParameterCount => 0;

    /// <inheritdoc/>
    public int ScratchPerRow => 0;

    /// <inheritdoc/>
    public void Initialize(RandomKey key, Span<float> parameters)
    {
    }

    /// <inheritdoc/>
    public IEnumerable<ParameterView> Views() => [];

    /// <inheritdoc/>
    public Variable Encode<T>(Tape<T> tape, Variable observations, Variable mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Concatenate(observations, mask);
    }

    /// <inheritdoc/>
    public void Encode(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, int rows,
        Span<float> features, Span<float> scratch)
    {
        for (int row = 0; row < rows; row++)
        {
            observations.Slice(row * Entries, Entries).CopyTo(features[(row * Features)..]);
            mask.Slice(row * Entries, Entries).CopyTo(features[((row * Features) + Entries)..]);
        }
    }
}
