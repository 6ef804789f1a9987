namespace Vardax.Managed.Systems;

/// <summary>Sees some components as they are: the mask of one time. All of them, in order: the identity.</summary>
public sealed class SelectionOperator : IObservationOperator, IEquatable<SelectionOperator>
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
                throw new ArgumentException($"Expected components from 0 to {stateDimension - 1}, found {c}.", nameof(components));
        }

        (StateDimension, this.components) = (stateDimension, components.ToArray());
        IsIdentity = components.Length == stateDimension;
        for (int i = 0; i < components.Length; i++)
            IsIdentity &= components[i] == i;
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

    /// <summary>Whether the whole state is seen, in order.</summary>
    public bool IsIdentity { get; }

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
    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> directions, Span<double> result, int columns) =>
        Select(directions, result, columns);

    /// <inheritdoc/>
    public void ApplyColumns(ReadOnlySpan<double> states, Span<double> values, int columns) => Select(states, values, columns);

    /// <inheritdoc/>
    public void ApplyColumns(ReadOnlySpan<float> states, Span<float> values, int columns) => Select(states, values, columns);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> states, Span<float> values, int count)
    {
        for (int row = 0, at = 0; row < count; row++)
        {
            foreach (int c in components)
                values[at++] = states[(row * StateDimension) + c];
        }
    }

    /// <inheritdoc/>
    public IObservationOperator Rows(params ReadOnlySpan<int> rows)
    {
        var seen = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            seen[i] = components[rows[i]];
        return new SelectionOperator(StateDimension, seen);
    }

    private void Select<T>(ReadOnlySpan<T> rows, Span<T> result, int columns)
    {
        for (int i = 0; i < components.Length; i++)
            rows.Slice(components[i] * columns, columns).CopyTo(result[(i * columns)..]);
    }

    /// <inheritdoc/>
    public bool Equals(SelectionOperator? other) =>
        other is not null && StateDimension == other.StateDimension && components.AsSpan().SequenceEqual(other.components);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SelectionOperator);

    /// <inheritdoc/>
    public override int GetHashCode() => components.Aggregate(StateDimension, HashCode.Combine);
}
