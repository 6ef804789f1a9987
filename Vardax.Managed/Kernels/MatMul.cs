using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Kernels;

/// <summary>
/// C = f(bias + A B) by outer products: per k, a row segment of B is loaded, entries of A are broadcast, and a tile of C stays in
/// registers. A is addressed by a row and a column stride, so the same kernel serves the forward pass, the input gradient and
/// (A transposed) the weight gradient. Every entry of C is summed over k in order, with the same operation at every position
/// and tile size: the result does not depend on the batch a row travels in, nor on the vector width.
/// </summary>
internal static class MatMul
{
    private const int TileRows = 6;

    // About what the second-level cache holds beside A and C.
    private const int LargestUnpackedBytes = 128 * 1024;

    /// <summary>
    /// C[i, j] = f(bias[j] + sum over p of A[i, p] B[p, j]), A of <paramref name="m"/> x <paramref name="k"/>, B of
    /// <paramref name="k"/> x <paramref name="n"/>, rows of B and C contiguous. C must not overlap A, B or the bias: the last tile
    /// of each direction is moved back inside, and its overlap computed twice.
    /// </summary>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A, rows of B.</param>
    /// <param name="a">A, with entry (i, p) at i <paramref name="aRow"/> + p <paramref name="aColumn"/>.</param>
    /// <param name="aRow">Distance between rows of A.</param>
    /// <param name="aColumn">Distance between columns of A.</param>
    /// <param name="b">B, row-major, contiguous.</param>
    /// <param name="c">C, row-major, contiguous.</param>
    /// <param name="bias">n values, or empty for zeros.</param>
    /// <param name="f">Applied to each entry as it is stored.</param>
    [MethodImpl(Simd.Hot)]
    public static void Multiply<T, TOperator>(
        int m, int n, int k, ReadOnlySpan<T> a, int aRow, int aColumn, ReadOnlySpan<T> b, Span<T> c, ReadOnlySpan<T> bias, TOperator f)
        where T : unmanaged
        where TOperator : struct, IUnaryOperator<T>
    {
        if (m == 0 || n == 0)
            return;
        Validate(m, n, k, a.Length, aRow, aColumn, b.Length, c.Length, bias.Length);
        int width = Vector<T>.Count;
        if (n < width)
        {
            for (int i = 0; i < m; i++)
                Narrow(k, a[(i * aRow)..], aColumn, b, n, c.Slice(i * n, n), bias, f);
            return;
        }

        ref T a0 = ref MemoryMarshal.GetReference(a);
        ref T b0 = ref MemoryMarshal.GetReference(b);
        ref T c0 = ref MemoryMarshal.GetReference(c);
        ref T bias0 = ref bias.IsEmpty ? ref Unsafe.NullRef<T>() : ref MemoryMarshal.GetReference(bias);
        if (m < TileRows || n < 2 * width)
        {
            for (int i = 0; i < m; i++)
                Row(n, k, ref Unsafe.Add(ref a0, i * aRow), aColumn, ref b0, ref Unsafe.Add(ref c0, i * n), ref bias0, f);
            return;
        }

        // Columns outside: the k x 2-vector panel of B stays in cache while the rows of A stream past it. A large B is copied panel
        // by panel, since its rows are far apart: at powers of two they would all fall into the same few cache sets.
        int panelWidth = 2 * width;
        T[]? packed = (long)k * n * Unsafe.SizeOf<T>() > LargestUnpackedBytes ? ArrayPool<T>.Shared.Rent(k * panelWidth) : null;
        for (int j = 0; j < n; j += panelWidth)
        {
            int column = Math.Min(j, n - panelWidth);
            ref T panel = ref Unsafe.Add(ref b0, column);
            if (packed is not null)
            {
                for (int p = 0; p < k; p++)
                    b.Slice((p * n) + column, panelWidth).CopyTo(packed.AsSpan(p * panelWidth));
                panel = ref MemoryMarshal.GetArrayDataReference(packed);
            }

            for (int i = 0; i < m; i += TileRows)
            {
                int row = Math.Min(i, m - TileRows);
                Tile(n, k, ref Unsafe.Add(ref a0, row * aRow), aRow, aColumn, ref panel, packed is null ? n : panelWidth,
                    ref Unsafe.Add(ref c0, (row * n) + column), ref AddOrNull(ref bias0, column), f);
            }
        }

        if (packed is not null)
            ArrayPool<T>.Shared.Return(packed);
    }

    private static void Validate(int m, int n, int k, int a, int aRow, int aColumn, int b, int c, int bias)
    {
        if (k > 0 && a <= (long)(m - 1) * aRow + (long)(k - 1) * aColumn)
            throw new ArgumentException($"A of {m} x {k} needs more than the {a} elements it was given.", nameof(a));
        if (b < (long)k * n)
            throw new ArgumentException($"B of {k} x {n} needs {(long)k * n} elements, found {b}.", nameof(b));
        if (c < (long)m * n)
            throw new ArgumentException($"C of {m} x {n} needs {(long)m * n} elements, found {c}.", nameof(c));
        if (bias != 0 && bias < n)
            throw new ArgumentException($"The bias needs {n} elements, found {bias}.", nameof(bias));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T AddOrNull<T>(ref T start, int offset) =>
        ref Unsafe.IsNullRef(ref start) ? ref start : ref Unsafe.Add(ref start, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> LoadOrZero<T>(ref T start, int offset) =>
        Unsafe.IsNullRef(ref start) ? Vector<T>.Zero : Simd.Load(ref start, offset);

    /// <summary>Six rows by two vectors of C.</summary>
    [MethodImpl(Simd.Hot)]
    private static void Tile<T, TOperator>(
        nint n, int k, ref T a, nint aRow, nint aColumn, ref T b, nint bRow, ref T c, ref T bias, TOperator f)
        where TOperator : struct, IUnaryOperator<T>
    {
        int width = Vector<T>.Count;
        Vector<T> c00 = LoadOrZero(ref bias, 0), c01 = LoadOrZero(ref bias, width);
        Vector<T> c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01, c40 = c00, c41 = c01, c50 = c00, c51 = c01;
        ref T a3 = ref Unsafe.Add(ref a, 3 * aRow);
        for (int p = k; p > 0; p--)
        {
            Vector<T> b0 = Simd.Load(ref b, 0), b1 = Simd.Load(ref b, width);
            Vector<T> x = new(a);
            c00 = Simd.MultiplyAdd(x, b0, c00);
            c01 = Simd.MultiplyAdd(x, b1, c01);
            x = new(Unsafe.Add(ref a, aRow));
            c10 = Simd.MultiplyAdd(x, b0, c10);
            c11 = Simd.MultiplyAdd(x, b1, c11);
            x = new(Unsafe.Add(ref a, 2 * aRow));
            c20 = Simd.MultiplyAdd(x, b0, c20);
            c21 = Simd.MultiplyAdd(x, b1, c21);
            x = new(a3);
            c30 = Simd.MultiplyAdd(x, b0, c30);
            c31 = Simd.MultiplyAdd(x, b1, c31);
            x = new(Unsafe.Add(ref a3, aRow));
            c40 = Simd.MultiplyAdd(x, b0, c40);
            c41 = Simd.MultiplyAdd(x, b1, c41);
            x = new(Unsafe.Add(ref a3, 2 * aRow));
            c50 = Simd.MultiplyAdd(x, b0, c50);
            c51 = Simd.MultiplyAdd(x, b1, c51);
            a = ref Unsafe.Add(ref a, aColumn);
            a3 = ref Unsafe.Add(ref a3, aColumn);
            b = ref Unsafe.Add(ref b, bRow);
        }

        StorePair(c00, c01, ref c, f);
        StorePair(c10, c11, ref Unsafe.Add(ref c, n), f);
        StorePair(c20, c21, ref Unsafe.Add(ref c, 2 * n), f);
        StorePair(c30, c31, ref Unsafe.Add(ref c, 3 * n), f);
        StorePair(c40, c41, ref Unsafe.Add(ref c, 4 * n), f);
        StorePair(c50, c51, ref Unsafe.Add(ref c, 5 * n), f);
    }

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
