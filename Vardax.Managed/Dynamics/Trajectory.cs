namespace Vardax.Managed.Dynamics;

/// <summary>A sequence of states on a time grid, row-major: <see cref="Values"/>[t * <see cref="Dimension"/> + component].</summary>
public sealed class Trajectory
{
    /// <summary>Wraps values without copying them.</summary>
    /// <param name="grid">The times, one per state.</param>
    /// <param name="dimension">Components of a state.</param>
    /// <param name="values">grid.Count x dimension values.</param>
    /// <exception cref="ArgumentException">The length of <paramref name="values"/> does not fit.</exception>
    public Trajectory(TimeGrid grid, int dimension, float[] values)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (values.Length != (long)grid.Count * dimension)
        {
            throw new ArgumentException(
                $"Expected {grid.Count} states of {dimension} components, found {values.Length} values.", nameof(values));
        }

        (Grid, Dimension, Values) = (grid, dimension, values);
    }

    /// <summary>The times.</summary>
    public TimeGrid Grid { get; }

    /// <summary>Components of a state.</summary>
    public int Dimension { get; }

    /// <summary>All states, (time, component) row-major.</summary>
    public float[] Values { get; }

    /// <summary>Number of states.</summary>
    public int Count => Grid.Count;

    /// <summary>State number <paramref name="t"/>.</summary>
    public ReadOnlySpan<float> this[int t] => Values.AsSpan(t * Dimension, Dimension);

    /// <summary>States <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> - 1, row-major.</summary>
    public ReadOnlySpan<float> States(int start, int count) => Values.AsSpan(start * Dimension, count * Dimension);

    /// <summary>One component at every time.</summary>
    public float[] Component(int component)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(component);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(component, Dimension);
        var series = new float[Count];
        for (int t = 0; t < series.Length; t++)
            series[t] = Values[(t * Dimension) + component];
        return series;
    }
}
