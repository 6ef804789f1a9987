using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Kernels;

/// <summary>
/// The loops that drive element-wise operators over spans. The tail goes through the same vector operation, padded, so an
/// element's value never depends on its position. A destination may be one of the sources exactly;
/// what is shorter than x throws.
/// </summary>
internal static class Elementwise
{
    /// <summary>destination[i] = f(x[i]) for every element of <paramref name="x"/>.</summary>
    [MethodImpl(Simd.Hot)]
    public static void Map<T, TOperator>(ReadOnlySpan<T> x, Span<T> destination, TOperator f)
        where TOperator : struct, IUnaryOperator<T>
    {
        destination = destination[..x.Length];
        ref T xs = ref MemoryMarshal.GetReference(x);
        ref T ds = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; i <= x.Length - Vector<T>.Count; i += Vector<T>.Count)
            Simd.Store(f.Invoke(Simd.Load(ref xs, i)), ref ds, i);
        if (i < x.Length)
            Simd.StorePartial(f.Invoke(Simd.LoadPartial(x[i..])), destination[i..]);
    }

    /// <summary>destination[i] = f(x[i], y[i]) for every element of <paramref name="x"/>.</summary>
    [MethodImpl(Simd.Hot)]
    public static void Map<T, TOperator>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination, TOperator f)
        where TOperator : struct, IBinaryOperator<T>
    {
        y = y[..x.Length];
        destination = destination[..x.Length];
        ref T xs = ref MemoryMarshal.GetReference(x);
        ref T ys = ref MemoryMarshal.GetReference(y);
        ref T ds = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; i <= x.Length - Vector<T>.Count; i += Vector<T>.Count)
            Simd.Store(f.Invoke(Simd.Load(ref xs, i), Simd.Load(ref ys, i)), ref ds, i);
        if (i < x.Length)
        {
            Vector<T> tail = f.Invoke(Simd.LoadPartial(x[i..]), Simd.LoadPartial(y[i..]));
            Simd.StorePartial(tail, destination[i..]);
        }
    }

    /// <summary>destination[i] = f(x[i], y[i], z[i]) for every element of <paramref name="x"/>.</summary>
    [MethodImpl(Simd.Hot)]
    public static void Map<T, TOperator>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> destination, TOperator f)
        where TOperator : struct, ITernaryOperator<T>
    {
        y = y[..x.Length];
        z = z[..x.Length];
        destination = destination[..x.Length];
        ref T xs = ref MemoryMarshal.GetReference(x);
        ref T ys = ref MemoryMarshal.GetReference(y);
        ref T zs = ref MemoryMarshal.GetReference(z);
        ref T ds = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; i <= x.Length - Vector<T>.Count; i += Vector<T>.Count)
            Simd.Store(f.Invoke(Simd.Load(ref xs, i), Simd.Load(ref ys, i), Simd.Load(ref zs, i)), ref ds, i);
        if (i < x.Length)
        {
            Vector<T> tail = f.Invoke(
                Simd.LoadPartial(x[i..]), Simd.LoadPartial(y[i..]), Simd.LoadPartial(z[i..]));
            Simd.StorePartial(tail, destination[i..]);
        }
    }
}
