namespace Vardax.Managed.Methods.Variational;

/// <summary>Sees some components as they are: the mask of one time. All of them, in order: the identity.</summary>
public sealed class SelectionOperator : IObservationOperator
{
    private readonly int[] components;

    /// <summary>From the components seen, in the order of the observations.</summary>
    /// <param name="stateDimension">n.</param>
    /// <param name="components">Indices from 0 to n - 1.</param>
    /// <exception cref="ArgumentException">There is none, or one is out of range.</exception>
    public SelectionOperator(int stateDimension, params ReadOnlySpan<int> components)
    {
        if (components.IsEmpty)
            throw new ArgumentException("Expected at least one component.", nameof(components));
        foreach (int c in components)
        {
            if (c < 0 || c >= stateDimension)
                throw new ArgumentException($"Component {c} is not among 0 to {stateDimension - 1}.", nameof(components));
        }

        (StateDimension, this.components) = (stateDimension, components.ToArray());
    }

    /// <summary>Sees the whole state.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is below 1.</exception>
    public static SelectionOperator Identity(int stateDimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stateDimension, 1);
        return new SelectionOperator(stateDimension, [.. Enumerable.Range(0, stateDimension)]);
    }

    /// <inheritdoc/>
    public int StateDimension { get; }

    /// <inheritdoc/>
    public int ObservationDimension => components.Length;

    /// <summary>The components seen.</summary>
    public ReadOnlySpan<int> Components => components;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> state, Span<double> result)
    {
        for (int i = 0; i < components.Length; i++)
            result[i] = state[components[i]];
    }

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> result) => Apply(direction, result);

    /// <inheritdoc/>
    public void Adjoint(ReadOnlySpan<double> state, ReadOnlySpan<double> weights, Span<double> result)
    {
        result[..StateDimension].Clear();
        for (int i = 0; i < components.Length; i++)
            result[components[i]] += weights[i];
    }

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> directions, Span<double> result, int columns)
    {
        for (int i = 0; i < components.Length; i++)
            directions.Slice(components[i] * columns, columns).CopyTo(result[(i * columns)..]);
    }
}
