using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Randomness;

/// <summary>
/// Threefry-2x32 with 20 rounds: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
/// A keyed bijection of 64-bit counters; each lane of the vector form is one counter.
/// </summary>
internal static class Threefry
{
    private const uint Parity = 0x1BD11BDA;

    /// <summary>One block: the two words that <paramref name="key"/> gives for the counter (x0, x1).</summary>
    [MethodImpl(Simd.Hot)]
    public static (uint X0, uint X1) Block(RandomKey key, uint x0, uint x1)
    {
        uint k0 = key.High, k1 = key.Low, k2 = Parity ^ k0 ^ k1;
        x0 += k0;
        x1 += k1;
        Rounds(ref x0, ref x1, 13, 15, 26, 6, k1, k2 + 1);
        Rounds(ref x0, ref x1, 17, 29, 16, 24, k2, k0 + 2);
        Rounds(ref x0, ref x1, 13, 15, 26, 6, k0, k1 + 3);
        Rounds(ref x0, ref x1, 17, 29, 16, 24, k1, k2 + 4);
        Rounds(ref x0, ref x1, 13, 15, 26, 6, k2, k0 + 5);
        return (x0, x1);
    }

    /// <summary>
    /// One block per lane of two vectors of counters, (x0, x1) and (y0, y1): each round waits for the one before it, so two
    /// independent chains take hardly longer than one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block(
        RandomKey key, ref Vector<uint> x0, ref Vector<uint> x1, ref Vector<uint> y0, ref Vector<uint> y1)
    {
        Vector<uint> k0 = new(key.High), k1 = new(key.Low), k2 = new(Parity ^ key.High ^ key.Low);
        x0 += k0;
        x1 += k1;
        y0 += k0;
        y1 += k1;
        Rounds(ref x0, ref x1, ref y0, ref y1, 13, 15, 26, 6, k1, k2 + new Vector<uint>(1));
        Rounds(ref x0, ref x1, ref y0, ref y1, 17, 29, 16, 24, k2, k0 + new Vector<uint>(2));
        Rounds(ref x0, ref x1, ref y0, ref y1, 13, 15, 26, 6, k0, k1 + new Vector<uint>(3));
        Rounds(ref x0, ref x1, ref y0, ref y1, 17, 29, 16, 24, k1, k2 + new Vector<uint>(4));
        Rounds(ref x0, ref x1, ref y0, ref y1, 13, 15, 26, 6, k2, k0 + new Vector<uint>(5));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rounds(ref uint x0, ref uint x1, int r0, int r1, int r2, int r3, uint inject0, uint inject1)
    {
        Mix(ref x0, ref x1, r0);
        Mix(ref x0, ref x1, r1);
        Mix(ref x0, ref x1, r2);
        Mix(ref x0, ref x1, r3);
        x0 += inject0;
        x1 += inject1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref uint x0, ref uint x1, int rotation)
    {
        x0 += x1;
        x1 = BitOperations.RotateLeft(x1, rotation) ^ x0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rounds(
        ref Vector<uint> x0, ref Vector<uint> x1, ref Vector<uint> y0, ref Vector<uint> y1,
        int r0, int r1, int r2, int r3, Vector<uint> inject0, Vector<uint> inject1)
    {
        Mix(ref x0, ref x1, ref y0, ref y1, r0);
        Mix(ref x0, ref x1, ref y0, ref y1, r1);
        Mix(ref x0, ref x1, ref y0, ref y1, r2);
        Mix(ref x0, ref x1, ref y0, ref y1, r3);
        x0 += inject0;
        x1 += inject1;
        y0 += inject0;
        y1 += inject1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector<uint> x0, ref Vector<uint> x1, ref Vector<uint> y0, ref Vector<uint> y1, int rotation)
    {
        x0 += x1;
        y0 += y1;
        x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0;
        y1 = ((y1 << rotation) | (y1 >>> (32 - rotation))) ^ y0;
    }
}
