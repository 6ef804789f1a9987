using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

// What is too small for tiles: a row of C at a time.
internal static partial class MatMul
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> LoadOrZero<T>(ref T start, int offset) =>
        Unsafe.IsNullRef(ref start) ? Vector<T>.Zero : Simd.Load(ref start, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair<T, TOperator>(Vector<T> left, Vector<T> right, ref T c, TOperator f)
        where TOperator : struct, IUnaryOperator<T>
    {
        Simd.Store(f.Invoke(left), ref c, 0);
        Simd.Store(f.Invoke(right), ref c, Vector<T>.Count);
    }

    /// <summary>One row of C, n at least one vector: segments of eight vectors, then of four, then of one.</summary>
    [MethodImpl(Simd.Hot)]
    private static void Row<T, TOperator>(int n, int k, ref T a, nint aColumn, ref T b, ref T c, ref T bias, TOperator f)
        where TOperator : struct, IUnaryOperator<T>
    {
        int width = Vector<T>.Count;
        int j = 0;
        for (; n - j > 4 * width && n >= 8 * width; j += 8 * width)
        {
            int column = Math.Min(j, n - (8 * width));
            Segment8(n, k, ref a, aColumn, ref Unsafe.Add(ref b, column), ref Unsafe.Add(ref c, column),
                ref AddOrNull(ref bias, column), f);
        }

        for (; n - j > width && n >= 4 * width; j += 4 * width)
        {
            int column = Math.Min(j, n - (4 * width));
            Segment4(n, k, ref a, aColumn, ref Unsafe.Add(ref b, column), ref Unsafe.Add(ref c, column),
                ref AddOrNull(ref bias, column), f);
        }

        for (; j < n; j += width)
        {
            int column = Math.Min(j, n - width);
            Vector<T> sum = LoadOrZero(ref bias, column);
            for (nint p = 0; p < k; p++)
            {
                Vector<T> x = new(Unsafe.Add(ref a, p * aColumn));
                sum = Simd.MultiplyAdd(x, Simd.Load(ref Unsafe.Add(ref b, p * n), column), sum);
            }

            Simd.Store(f.Invoke(sum), ref c, column);
        }
    }

    [MethodImpl(Simd.Hot)]
    private static void Segment8<T, TOperator>(int n, int k, ref T a, nint aColumn, ref T b, ref T c, ref T bias, TOperator f)
        where TOperator : struct, IUnaryOperator<T>
    {
        int width = Vector<T>.Count;
        Vector<T> c0 = LoadOrZero(ref bias, 0), c1 = LoadOrZero(ref bias, width);
        Vector<T> c2 = LoadOrZero(ref bias, 2 * width), c3 = LoadOrZero(ref bias, 3 * width);
        Vector<T> c4 = LoadOrZero(ref bias, 4 * width), c5 = LoadOrZero(ref bias, 5 * width);
        Vector<T> c6 = LoadOrZero(ref bias, 6 * width), c7 = LoadOrZero(ref bias, 7 * width);
        for (int p = k; p > 0; p--)
        {
            Vector<T> x = new(a);
            c0 = Simd.MultiplyAdd(x, Simd.Load(ref b, 0), c0);
            c1 = Simd.MultiplyAdd(x, Simd.Load(ref b, width), c1);
            c2 = Simd.MultiplyAdd(x, Simd.Load(ref b, 2 * width), c2);
            c3 = Simd.MultiplyAdd(x, Simd.Load(ref b, 3 * width), c3);
            c4 = Simd.MultiplyAdd(x, Simd.Load(ref b, 4 * width), c4);
            c5 = Simd.MultiplyAdd(x, Simd.Load(ref b, 5 * width), c5);
            c6 = Simd.MultiplyAdd(x, Simd.Load(ref b, 6 * width), c6);
            c7 = Simd.MultiplyAdd(x, Simd.Load(ref b, 7 * width), c7);
            a = ref Unsafe.Add(ref a, aColumn);
            b = ref Unsafe.Add(ref b, n);
        }

        StorePair(c0, c1, ref c, f);
        StorePair(c2, c3, ref Unsafe.Add(ref c, 2 * width), f);
        StorePair(c4, c5, ref Unsafe.Add(ref c, 4 * width), f);
        StorePair(c6, c7, ref Unsafe.Add(ref c, 6 * width), f);
    }

    [MethodImpl(Simd.Hot)]
    private static void Segment4<T, TOperator>(int n, int k, ref T a, nint aColumn, ref T b, ref T c, ref T bias, TOperator f)
        where TOperator : struct, IUnaryOperator<T>
    {
        int width = Vector<T>.Count;
        Vector<T> c0 = LoadOrZero(ref bias, 0), c1 = LoadOrZero(ref bias, width);
        Vector<T> c2 = LoadOrZero(ref bias, 2 * width), c3 = LoadOrZero(ref bias, 3 * width);
        for (int p = k; p > 0; p--)
        {
            Vector<T> x = new(a);
            c0 = Simd.MultiplyAdd(x, Simd.Load(ref b, 0), c0);
            c1 = Simd.MultiplyAdd(x, Simd.Load(ref b, width), c1);
            c2 = Simd.MultiplyAdd(x, Simd.Load(ref b, 2 * width), c2);
            c3 = Simd.MultiplyAdd(x, Simd.Load(ref b, 3 * width), c3);
            a = ref Unsafe.Add(ref a, aColumn);
            b = ref Unsafe.Add(ref b, n);
        }

        StorePair(c0, c1, ref c, f);
        StorePair(c2, c3, ref Unsafe.Add(ref c, 2 * width), f);
    }

    /// <summary>One row of C narrower than a vector: lanes past n compute values that are thrown away.</summary>
    private static void Narrow<T, TOperator>(
        int k, ReadOnlySpan<T> a, int aColumn, ReadOnlySpan<T> b, int n, Span<T> c, ReadOnlySpan<T> bias, TOperator f)
        where T : unmanaged
        where TOperator : struct, IUnaryOperator<T>
    {
        Vector<T> sum = bias.IsEmpty ? Vector<T>.Zero : Simd.LoadPartial(bias[..n]);
        for (int p = 0; p < k; p++)
        {
            ReadOnlySpan<T> rest = b[(p * n)..];
            Vector<T> row = rest.Length >= Vector<T>.Count ? new Vector<T>(rest) : Simd.LoadPartial(rest);
            sum = Simd.MultiplyAdd(new Vector<T>(a[p * aColumn]), row, sum);
        }

        Simd.StorePartial(f.Invoke(sum), c);
    }
}
