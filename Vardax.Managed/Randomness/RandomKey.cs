namespace Vardax.Managed.Randomness;

/// <summary>
/// A key of the counter-based generator Threefry-2x32, compatible with JAX's partitionable keys (its default since 0.5): the same
/// seed gives the same keys, bits and uniforms to the last bit, and the same normals within 2 ulp. There is no hidden state: a draw is a pure function of its key, so a
/// key is used for one draw or one split, and split where more are needed.
/// </summary>
/// <param name="High">First word of the key.</param>
/// <param name="Low">Second word of the key.</param>
public readonly record struct RandomKey(uint High, uint Low)
{
    /// <summary>The key of a seed, as JAX's <c>PRNGKey(seed)</c>: its high and low 32 bits.</summary>
    public static RandomKey FromSeed(ulong seed) => new((uint)(seed >> 32), (uint)seed);

    /// <summary>The seed whose key this is.</summary>
    public ulong Seed => ((ulong)High << 32) | Low;

    /// <summary>Key number <paramref name="index"/> of a split, whatever the number of keys the split is asked for.</summary>
    public RandomKey Child(ulong index)
    {
        (uint x0, uint x1) = Threefry.Block(this, (uint)(index >> 32), (uint)index);
        return new RandomKey(x0, x1);
    }

    /// <summary>The two keys of <c>split(key, 2)</c>.</summary>
    internal (RandomKey First, RandomKey Second) Split() => (Child(0), Child(1));

    /// <summary>The keys of <c>split(key, count)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public RandomKey[] Split(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var keys = new RandomKey[count];
        for (int i = 0; i < count; i++)
            keys[i] = Child((ulong)i);
        return keys;
    }

    /// <summary>The key as sixteen hexadecimal digits.</summary>
    public override string ToString() => $"{High:x8}{Low:x8}";
}
