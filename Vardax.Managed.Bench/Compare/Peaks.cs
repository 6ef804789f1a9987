using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Bench.Compare;

/// <summary>What the hardware can do at most, measured with the vector widths that the library uses.</summary>
/// <param name="OneCore">
/// Multiply-adds out of registers, as wide as the matrix products', in floating-point operations per second of one core.
/// </param>
/// <param name="TwoCores">The same of two cores at once.</param>
/// <param name="Narrow">The same of one core with the vectors of all other kernels.</param>
internal sealed record Peaks(double OneCore, double TwoCores, double Narrow)
{
    /// <summary>Bits of a vector in the matrix products.</summary>
    public static int ProductBits => SimdSupport.MultipliesIn512Bits ? 512 : SimdSupport.VectorBits;

    private const int Chains = 12, Turns = 400_000;

    /// <summary>Cycles per second, if a core starts two vector multiply-adds a cycle (every x64 core with AVX2 does).</summary>
    public double CycleRate => Narrow / (2 * 2 * Vector<float>.Count);

    /// <summary>
    /// What floors are made of: so many times one core. Where <see cref="TwoCores"/> is far below twice that, the machine is busy
    /// (or its cores share pipes), and a floor made of it would flatter.
    /// </summary>
    public double Of(int threads) => threads * OneCore;

    /// <summary>Measures both, best of many.</summary>
    public static Peaks Measure(int repetitions)
    {
        double flops = 2.0 * (ProductBits / 32) * Chains * Turns;
        double one = double.MaxValue, two = double.MaxValue, narrow = double.MaxValue;
        for (int i = 0; i < repetitions; i++)
        {
            one = Math.Min(one, Interleaved.Seconds(() => Loop()));
            two = Math.Min(two, Interleaved.Seconds(TwoLoops));
            narrow = Math.Min(narrow, Interleaved.Seconds(() => Loop<Vector<float>, MachineWidth<float>>()));
        }

        return new Peaks(flops / one, 2 * 8 * flops / two, 2.0 * Vector<float>.Count * Chains * Turns / narrow);
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

    private static void Loop()
    {
        if (SimdSupport.MultipliesIn512Bits)
            Loop<Vector512<float>, Width512<float>>();
        else
            Loop<Vector<float>, MachineWidth<float>>();
    }

    /// <summary>Twelve independent chains: more than latency (4 cycles) times pipes (2), and 16 registers hold them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TVector Loop<TVector, TWidth>()
        where TVector : struct
        where TWidth : struct, IVectorWidth<float, TVector>
    {
        TVector x = TWidth.Broadcast(0.999f), y = TWidth.Broadcast(0.001f);
        TVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int turn = 0; turn < Turns; turn++)
        {
            a = TWidth.MultiplyAdd(a, x, y);
            b = TWidth.MultiplyAdd(b, x, y);
            c = TWidth.MultiplyAdd(c, x, y);
            d = TWidth.MultiplyAdd(d, x, y);
            e = TWidth.MultiplyAdd(e, x, y);
            f = TWidth.MultiplyAdd(f, x, y);
            g = TWidth.MultiplyAdd(g, x, y);
            h = TWidth.MultiplyAdd(h, x, y);
            i = TWidth.MultiplyAdd(i, x, y);
            j = TWidth.MultiplyAdd(j, x, y);
            k = TWidth.MultiplyAdd(k, x, y);
            l = TWidth.MultiplyAdd(l, x, y);
        }

        a = TWidth.MultiplyAdd(TWidth.MultiplyAdd(a, b, c), TWidth.MultiplyAdd(d, e, f), TWidth.MultiplyAdd(g, h, i));
        return TWidth.MultiplyAdd(a, TWidth.MultiplyAdd(j, k, l), y);
    }
}
