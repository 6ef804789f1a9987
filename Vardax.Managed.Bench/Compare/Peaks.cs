using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Bench.Compare;

/// <summary>What the hardware can do at most, measured with the vector width that the library uses.</summary>
/// <param name="OneCore">Multiply-adds out of registers, in floating-point operations per second of one core.</param>
/// <param name="TwoCores">The same of two cores at once.</param>
internal sealed record Peaks(double OneCore, double TwoCores)
{
    private const int Chains = 12, Turns = 400_000;

    /// <summary>Cycles per second, if a core starts two vector multiply-adds a cycle (every x64 core with AVX2 does).</summary>
    public double CycleRate => OneCore / (2 * 2 * Vector<float>.Count);

    /// <summary>
    /// What floors are made of: so many times one core. Where <see cref="TwoCores"/> is far below twice that, the machine is busy
    /// (or its cores share pipes), and a floor made of it would flatter.
    /// </summary>
    public double Of(int threads) => threads * OneCore;

    /// <summary>Measures both, best of many.</summary>
    public static Peaks Measure(int repetitions)
    {
        double flops = 2.0 * Vector<float>.Count * Chains * Turns;
        double one = double.MaxValue, two = double.MaxValue;
        for (int i = 0; i < repetitions; i++)
        {
            one = Math.Min(one, Interleaved.Seconds(() => Loop()));
            two = Math.Min(two, Interleaved.Seconds(TwoLoops));
        }

        return new Peaks(flops / one, 2 * 8 * flops / two);
    }

    /// <summary>Eight turns each: starting the threads then takes nothing from the measurement.</summary>
    private static void TwoLoops()
    {
        var other = new Thread(EightLoops);
        other.Start();
        EightLoops();
        other.Join();
    }

    private static void EightLoops()
    {
        for (int i = 0; i < 8; i++)
            Loop();
    }

    /// <summary>Twelve independent chains: more than latency (4 cycles) times pipes (2), and 16 registers hold them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Vector<float> Loop()
    {
        Vector<float> x = new(0.999f), y = new(0.001f);
        Vector<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int turn = 0; turn < Turns; turn++)
        {
            a = Simd.MultiplyAdd(a, x, y);
            b = Simd.MultiplyAdd(b, x, y);
            c = Simd.MultiplyAdd(c, x, y);
            d = Simd.MultiplyAdd(d, x, y);
            e = Simd.MultiplyAdd(e, x, y);
            f = Simd.MultiplyAdd(f, x, y);
            g = Simd.MultiplyAdd(g, x, y);
            h = Simd.MultiplyAdd(h, x, y);
            i = Simd.MultiplyAdd(i, x, y);
            j = Simd.MultiplyAdd(j, x, y);
            k = Simd.MultiplyAdd(k, x, y);
            l = Simd.MultiplyAdd(l, x, y);
        }

        return a + b + c + d + e + f + g + h + i + j + k + l;
    }
}
