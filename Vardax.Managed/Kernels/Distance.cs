using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vardax.Managed.Kernels;

/// <summary>Distances of vectors, summed in the fixed order of <see cref="Reduction"/>.</summary>
internal static class Distance
{
    /// <summary>sum of (x[i] - y[i])^2 over the elements of <paramref name="x"/>, in double precision; a shorter y
    /// throws.</summary>
    [MethodImpl(Simd.Hot)]
    public static double Squared(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        y = y[..x.Length];
        Vector256<double> low = default, high = default;
        ref float xs = ref MemoryMarshal.GetReference(x);
        ref float ys = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            (Vector256<double> a, Vector256<double> b) = Vector256.Widen(Vector256.LoadUnsafe(ref xs, (nuint)i));
            (Vector256<double> c, Vector256<double> d) = Vector256.Widen(Vector256.LoadUnsafe(ref ys, (nuint)i));
            low += (a - c) * (a - c);
            high += (b - d) * (b - d);
        }

        low += high;
        double total = low[0] + low[1] + (low[2] + low[3]);
        for (; i < x.Length; i++)
            total += ((double)x[i] - y[i]) * ((double)x[i] - y[i]);
        return total;
    }
}
