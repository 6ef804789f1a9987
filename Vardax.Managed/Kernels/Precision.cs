using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Kernels;

/// <summary>Numbers from one precision to the other.</summary>
internal static class Precision
{
    /// <summary>To single precision, rounded.</summary>
    [MethodImpl(Simd.Hot)]
    public static void Narrow(ReadOnlySpan<double> source, Span<float> destination)
    {
        ref double from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination[..source.Length]);
        int i = 0;
        for (; i <= source.Length - Vector<float>.Count; i += Vector<float>.Count)
            Simd.Store(Vector.Narrow(Simd.Load(ref from, i), Simd.Load(ref from, i + Vector<double>.Count)), ref to, i);
        for (; i < source.Length; i++)
            destination[i] = (float)source[i];
    }

    /// <summary>To double precision, exactly.</summary>
    [MethodImpl(Simd.Hot)]
    public static void Widen(ReadOnlySpan<float> source, Span<double> destination)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref double to = ref MemoryMarshal.GetReference(destination[..source.Length]);
        int i = 0;
        for (; i <= source.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Simd.Load(ref from, i), out Vector<double> low, out Vector<double> high);
            Simd.Store(low, ref to, i);
            Simd.Store(high, ref to, i + Vector<double>.Count);
        }

        for (; i < source.Length; i++)
            destination[i] = source[i];
    }
}
