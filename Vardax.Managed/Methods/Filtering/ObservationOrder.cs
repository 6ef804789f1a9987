using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>Random orders of observations (Fisher and Yates).</summary>
internal sealed class ObservationOrder(int observations)
{
    private readonly int[] order = new int[observations];
    private readonly uint[] bits = new uint[observations];

    /// <summary>The numbers from 0 to count - 1 in random order.</summary>
    public ReadOnlySpan<int> Draw(int count, RandomKey key)
    {
        RandomDraws.Bits(key, bits.AsSpan(0, count));
        for (int i = 0; i < count; i++)
        {
            int j = (int)((bits[i] * (ulong)(i + 1)) >> 32);
            (order[i], order[j]) = (order[j], i);
        }

        return order.AsSpan(0, count);
    }
}
