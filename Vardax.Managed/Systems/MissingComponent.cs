namespace Vardax.Managed.Systems;

/// <summary>One instrument, or one component if the components are observed, never seen.</summary>
public sealed record MissingComponent : MissingObservations
{
    /// <summary>From the component's index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public MissingComponent(int component)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(component);
        Component = component;
    }

    /// <summary>Its index.</summary>
    public int Component { get; }

    /// <inheritdoc/>
    internal override void Remove(Span<float> mask, int dimension, ReadOnlySpan<float> uniforms) => Remove(mask, Component, dimension);

    /// <summary>Takes a component out of a mask.</summary>
    internal static void Remove(Span<float> mask, int component, int dimension)
    {
        for (int i = component; i < mask.Length; i += dimension)
            mask[i] = 0;
    }
}
