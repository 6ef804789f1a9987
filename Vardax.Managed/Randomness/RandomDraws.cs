using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Randomness;

/// <summary>
/// Draws of arrays from a key. Element i of a draw (row-major) is a function of the key and the counter i alone, so a draw can be
/// computed in pieces, out of order, or only where it is needed, with the same values.
/// </summary>
public static class RandomDraws
{
    private const float Sqrt2 = 1.41421356f;

    // nextafter(-1, 0): the open lower end of the interval that normals are made from.
    private const float AlmostMinusOne = -0.99999994f;

    /// <summary>Random words: out0 XOR out1 of Threefry at each counter.</summary>
    /// <param name="key">The draw's key.</param>
    /// <param name="destination">Receives one word per counter.</param>
    /// <param name="firstCounter">The counter of <paramref name="destination"/>'s first element.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bits(RandomKey key, Span<uint> destination, uint firstCounter = 0)
    {
        Vector<uint> lanes = Vector<uint>.Indices;
        int i = 0;
        for (; i <= destination.Length - Vector<uint>.Count; i += Vector<uint>.Count)
            Bits(key, new Vector<uint>(firstCounter + (uint)i) + lanes).CopyTo(destination[i..]);
        if (i < destination.Length)
            Simd.StorePartial(Bits(key, new Vector<uint>(firstCounter + (uint)i) + lanes), destination[i..]);
    }

    /// <summary>
    /// Uniform numbers on [<paramref name="low"/>, <paramref name="high"/>): 23 random mantissa bits u in [0, 1), then
    /// max(low, u (high - low) + low).
    /// </summary>
    /// <param name="key">The draw's key.</param>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="low">Lower end, included.</param>
    /// <param name="high">Upper end.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="high"/> is below <paramref name="low"/>, or an end is not
    /// finite.</exception>
    public static void Uniform(RandomKey key, Span<float> destination, float low = 0f, float high = 1f)
    {
        if (!(float.IsFinite(low) && float.IsFinite(high) && high >= low))
            throw new ArgumentOutOfRangeException(nameof(high), high, $"Expected finite ends with low <= high; low is {low}.");
        Bits(key, MemoryMarshal.Cast<float, uint>(destination));
        Elementwise.Map(destination, destination, new UniformFromBits(low, high));
    }

    /// <summary>Standard normal numbers: sqrt(2) erfinv(u), u uniform on (-1, 1).</summary>
    /// <param name="key">The draw's key.</param>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="firstCounter">The counter of <paramref name="destination"/>'s first element.</param>
    public static void Normal(RandomKey key, Span<float> destination, uint firstCounter = 0)
    {
        Bits(key, MemoryMarshal.Cast<float, uint>(destination), firstCounter);
        Elementwise.Map(destination, destination, default(NormalFromBits));
    }

    /// <summary>The elements of a standard normal draw at the given counters: <c>normal(key, shape)[counters]</c>.</summary>
    /// <param name="key">The draw's key.</param>
    /// <param name="counters">Row-major indices of the elements wanted.</param>
    /// <param name="destination">Receives one number per counter.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <paramref name="counters"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void NormalAt(RandomKey key, ReadOnlySpan<uint> counters, Span<float> destination)
    {
        if (destination.Length < counters.Length)
        {
            throw new ArgumentException(
                $"Expected room for {counters.Length} numbers, found {destination.Length}.", nameof(destination));
        }

        NormalFromBits normal = default;
        int i = 0;
        for (; i <= counters.Length - Vector<uint>.Count; i += Vector<uint>.Count)
            normal.Invoke(Bits(key, new Vector<uint>(counters[i..])).As<uint, float>()).CopyTo(destination[i..]);
        if (i < counters.Length)
        {
            Vector<uint> tail = Bits(key, Simd.LoadPartial(counters[i..]));
            Simd.StorePartial(normal.Invoke(tail.As<uint, float>()), destination[i..counters.Length]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Bits(RandomKey key, Vector<uint> counters)
    {
        Vector<uint> high = Vector<uint>.Zero;
        Threefry.Block(key, ref high, ref counters);
        return high ^ counters;
    }

    /// <summary>A number on [low, high) from each word: the 23 high bits as the mantissa of a number in [1, 2), less 1.</summary>
    private readonly struct UniformFromBits(float low, float high) : IUnaryOperator<float>
    {
        private readonly float range = high - low;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<float> bits)
        {
            Vector<uint> mantissa = (bits.As<float, uint>() >>> 9) | new Vector<uint>(0x3F800000);
            Vector<float> unit = mantissa.As<uint, float>() - Vector<float>.One;
            return Vector.Max(new Vector<float>(low), (unit * range) + new Vector<float>(low));
        }
    }

    private readonly struct NormalFromBits : IUnaryOperator<float>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<float> bits) =>
            default(InverseErf).Invoke(new UniformFromBits(AlmostMinusOne, 1f).Invoke(bits)) * Sqrt2;
    }
}
