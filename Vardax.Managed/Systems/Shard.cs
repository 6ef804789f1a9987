namespace Vardax.Managed.Systems;

/// <summary>
/// One part of a number of items, in order: the parts 0 to count - 1 are disjoint and together are all the items. How items are cut
/// depends on their number alone, never on the number of threads.
/// </summary>
public readonly record struct Shard
{
    /// <summary>Part <paramref name="index"/> of <paramref name="count"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1, or the index is not below it.</exception>
    public Shard(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        (Index, Count) = (index, count);
    }

    /// <summary>Everything: part 0 of 1.</summary>
    public static Shard Whole { get; } = new(0, 1);

    /// <summary>Which part, from 0.</summary>
    public int Index { get; }

    /// <summary>How many parts there are.</summary>
    public int Count { get; }

    /// <summary>The first item of the part, where only whole blocks of <paramref name="block"/> items are divided.</summary>
    public int Start(int items, int block = 1) => Boundary(Index, items, block);

    /// <summary>The item after its last.</summary>
    public int End(int items, int block = 1) => Boundary(Index + 1, items, block);

    /// <summary>Makes the items of the part.</summary>
    internal void Fill<T>(T[] items, Func<T> next)
    {
        for (int i = Start(items.Length); i < End(items.Length); i++)
            items[i] = next();
    }

    private int Boundary(int index, int items, int block) =>
        (int)Math.Min((items + (block - 1L)) / block * index / Count * block, items);
}
