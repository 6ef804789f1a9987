using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Bench.Compare;

/// <summary>Reading a buffer once, from whatever cache holds it.</summary>
internal static class CacheStream
{
    /// <summary>Seconds to sum so many floats with wide loads, best of many.</summary>
    public static double Measure(int floats, int repetitions)
    {
        var buffer = new float[floats];
        float sum = 0;
        Func<double> pass = Interleaved.PerCall(() => sum += Sum(buffer));
        double best = Interleaved.Measure(repetitions, pass)[0].Best;
        GC.KeepAlive(sum);
        return best;
    }

    /// <summary>Eight sums at once, so that the loads are what takes time, not the additions' latency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Sum(float[] buffer)
    {
        ref float start = ref MemoryMarshal.GetArrayDataReference(buffer);
        int width = Vector<float>.Count;
        Vector<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        int i = 0;
        for (; i <= buffer.Length - (8 * width); i += 8 * width)
        {
            a += Simd.Load(ref start, i);
            b += Simd.Load(ref start, i + width);
            c += Simd.Load(ref start, i + (2 * width));
            d += Simd.Load(ref start, i + (3 * width));
            e += Simd.Load(ref start, i + (4 * width));
            f += Simd.Load(ref start, i + (5 * width));
            g += Simd.Load(ref start, i + (6 * width));
            h += Simd.Load(ref start, i + (7 * width));
        }

        return Vector.Sum(a + b + c + d + e + f + g + h);
    }
}
