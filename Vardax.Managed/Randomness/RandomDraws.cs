using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vardax.Managed.Guards;
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

    /// <summary>Where the counters of a draw come from.</summary>
    private interface ICounters
    {
        /// <summary>The counters of elements i, i + 1, ...; lanes past the end may be anything.</summary>
        Vector<uint> From(int i);
    }

    /// <summary>Random words: out0 XOR out1 of Threefry at each counter.</summary>
    /// <param name="key">The draw's key.</param>
    /// <param name="destination">Receives one word per counter.</param>
    /// <param name="firstCounter">The counter of <paramref name="destination"/>'s first element.</param>
    public static void Bits(RandomKey key, Span<uint> destination, uint firstCounter = 0) =>
        Draw(key, new Consecutive(firstCounter), MemoryMarshal.Cast<uint, float>(destination), default(VectorIdentity<float>));

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
        if (!(float.IsFinite(low) && float.IsFinite(high - low) && high >= low))
        {
            throw new ArgumentOutOfRangeException(
                nameof(high), high, $"Expected finite ends a finite distance apart, low <= high; low is {low}.");
        }

        Draw(key, new Consecutive(0), destination, new UniformFromBits(low, high));
    }

    /// <summary>Standard normal numbers: sqrt(2) erfinv(u), u uniform on (-1, 1).</summary>
    /// <param name="key">The draw's key.</param>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="firstCounter">The counter of <paramref name="destination"/>'s first element.</param>
    public static void Normal(RandomKey key, Span<float> destination, uint firstCounter = 0)
    {
        Draw(key, new Consecutive(firstCounter), destination, default(VectorIdentity<float>));
        Elementwise.Map(destination, destination, default(NormalFromBits));
    }

    /// <summary>The elements of a standard normal draw at the given counters: <c>normal(key, shape)[counters]</c>.</summary>
    /// <param name="key">The draw's key.</param>
    /// <param name="counters">Row-major indices of the elements wanted.</param>
    /// <param name="destination">Receives one number per counter.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <paramref name="counters"/>.</exception>
    public static void NormalAt(RandomKey key, ReadOnlySpan<uint> counters, Span<float> destination)
    {
        Guard.AtLeast(counters.Length, destination.Length, nameof(destination));
        Draw(key, new Listed(counters), destination[..counters.Length], default(NormalFromBits));
    }

    /// <summary>destination[i] = f(word of counter i), two vectors at a time.</summary>
    [MethodImpl(Simd.Hot)]
    private static void Draw<TCounters, TOperator>(RandomKey key, TCounters counters, Span<float> destination, TOperator f)
        where TCounters : struct, ICounters, allows ref struct
        where TOperator : struct, IUnaryOperator<float>
    {
        int width = Vector<float>.Count;
        for (int i = 0; i < destination.Length; i += 2 * width)
        {
            Vector<uint> x0 = Vector<uint>.Zero, x1 = counters.From(i), y0 = Vector<uint>.Zero, y1 = counters.From(i + width);
            Threefry.Block(key, ref x0, ref x1, ref y0, ref y1);
            Vector<float> x = f.Invoke((x0 ^ x1).As<uint, float>()), y = f.Invoke((y0 ^ y1).As<uint, float>());
            Span<float> rest = destination[i..];
            if (rest.Length >= 2 * width)
            {
                x.CopyTo(rest);
                y.CopyTo(rest[width..]);
                continue;
            }

            Simd.StorePartial(x, rest[..Math.Min(width, rest.Length)]);
            if (rest.Length > width)
                Simd.StorePartial(y, rest[width..]);
        }
    }

    private readonly struct Consecutive(uint first) : ICounters
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<uint> From(int i) => new Vector<uint>(first + (uint)i) + Vector<uint>.Indices;
    }

    private readonly ref struct Listed(ReadOnlySpan<uint> counters) : ICounters
    {
        private readonly ReadOnlySpan<uint> counters = counters;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<uint> From(int i) =>
            i <= counters.Length - Vector<uint>.Count ? new Vector<uint>(counters[i..])
            : i < counters.Length ? Simd.LoadPartial(counters[i..])
            : Vector<uint>.Zero;
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
