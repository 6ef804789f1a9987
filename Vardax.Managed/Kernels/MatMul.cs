using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vardax.Managed.Kernels;

/// <summary>
/// C = f(bias + A B) by outer products: per k, a row segment of B is loaded, entries of A are broadcast, and a tile of C stays in
/// registers. A is addressed by a row and a column stride, so the same kernel serves the forward pass, the input gradient and
/// (A transposed) the weight gradient. Every entry of C is summed over k in order, with the same operation at every position
/// and tile size: the result does not depend on the batch a row travels in, nor on the vector width.
/// </summary>
internal static partial class MatMul
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
        ref T a0 = ref MemoryMarshal.GetReference(a);
        ref T b0 = ref MemoryMarshal.GetReference(b);
        ref T c0 = ref MemoryMarshal.GetReference(c);
        ref T bias0 = ref bias.IsEmpty ? ref Unsafe.NullRef<T>() : ref MemoryMarshal.GetReference(bias);
        if (SimdSupport.MultipliesIn512Bits && m >= TileRows && n >= 2 * Vector512<T>.Count)
            Tiles<T, Vector512<T>, Width512<T>, TOperator>(m, n, k, ref a0, aRow, aColumn, ref b0, ref c0, ref bias0, f);
        else if (m >= TileRows && n >= 2 * Vector<T>.Count)
            Tiles<T, Vector<T>, MachineWidth<T>, TOperator>(m, n, k, ref a0, aRow, aColumn, ref b0, ref c0, ref bias0, f);
        else if (n >= Vector<T>.Count)
        {
            for (int i = 0; i < m; i++)
                Row(n, k, ref Unsafe.Add(ref a0, i * aRow), aColumn, ref b0, ref Unsafe.Add(ref c0, i * n), ref bias0, f);
        }
        else
        {
            for (int i = 0; i < m; i++)
                Narrow(k, a[(i * aRow)..], aColumn, b, n, c.Slice(i * n, n), bias, f);
        }
    }

    /// <summary>
    /// Tile after tile, columns outside: the panel of B stays in cache while the rows of A stream past it. A large B is copied panel
    /// by panel, since its rows are far apart: at powers of two they would all fall into the same few cache sets.
    /// </summary>
    [MethodImpl(Simd.Hot)]
    private static void Tiles<T, TVector, TWidth, TOperator>(
        int m, int n, int k, ref T a, int aRow, int aColumn, ref T b, ref T c, ref T bias, TOperator f)
        where T : unmanaged
        where TVector : struct
        where TWidth : struct, IVectorWidth<T, TVector>
        where TOperator : struct, IUnaryOperator<T>
    {
        int pair = 2 * TWidth.Count, widest = TWidth.HasManyRegisters && n >= 2 * pair ? 2 * pair : pair;
        T[]? packed = (long)k * n * Unsafe.SizeOf<T>() > LargestUnpackedBytes
            ? ArrayPool<T>.Shared.Rent((k * widest) + CacheLine.Elements<T>()) : null;
        int panelWidth;
        for (int j = 0; j < n; j += panelWidth)
        {
            panelWidth = n - j > pair ? widest : pair;
            int column = Math.Min(j, n - panelWidth), bRow = n;
            ref T panel = ref Unsafe.Add(ref b, column);
            ref T panelBias = ref AddOrNull(ref bias, column);
            if (packed is not null)
            {
                Span<T> copy = packed.AsSpan(CacheLine.Offset(packed));
                for (int p = 0; p < k; p++)
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref panel, p * n), panelWidth).CopyTo(copy[(p * panelWidth)..]);
                panel = ref MemoryMarshal.GetReference(copy);
                bRow = panelWidth;
            }

            for (int i = 0; i < m; i += TileRows)
            {
                int row = Math.Min(i, m - TileRows);
                ref T tileA = ref Unsafe.Add(ref a, row * aRow);
                ref T tileC = ref Unsafe.Add(ref c, (row * n) + column);
                if (panelWidth == pair)
                {
                    PairTile<T, TVector, TWidth, TOperator>(
                        n, k, ref tileA, aRow, aColumn, ref panel, bRow, ref tileC, ref panelBias, f);
                }
                else
                {
                    QuadTile<T, TVector, TWidth, TOperator>(
                        n, k, ref tileA, aRow, aColumn, ref panel, bRow, ref tileC, ref panelBias, f);
                }
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

    /// <summary>Six rows by two vectors of C: what 16 registers hold.</summary>
    [MethodImpl(Simd.Hot)]
    private static void PairTile<T, TVector, TWidth, TOperator>(
        nint n, int k, ref T a, nint aRow, nint aColumn, ref T b, nint bRow, ref T c, ref T bias, TOperator f)
        where TVector : struct
        where TWidth : struct, IVectorWidth<T, TVector>
        where TOperator : struct, IUnaryOperator<T>
    {
        int width = TWidth.Count;
        TVector c00 = default, c01 = default;
        if (!Unsafe.IsNullRef(ref bias))
        {
            (c00, c01) = (TWidth.Load(ref bias, 0), TWidth.Load(ref bias, width));
        }

        TVector c10 = c00, c11 = c01;
        TVector c20 = c00, c21 = c01;
        TVector c30 = c00, c31 = c01;
        TVector c40 = c00, c41 = c01;
        TVector c50 = c00, c51 = c01;
        ref T a3 = ref Unsafe.Add(ref a, 3 * aRow);
        for (int p = k; p > 0; p--)
        {
            TVector b0 = TWidth.Load(ref b, 0), b1 = TWidth.Load(ref b, width);
            TVector x = TWidth.Broadcast(a);
            c00 = TWidth.MultiplyAdd(x, b0, c00);
            c01 = TWidth.MultiplyAdd(x, b1, c01);
            x = TWidth.Broadcast(Unsafe.Add(ref a, aRow));
            c10 = TWidth.MultiplyAdd(x, b0, c10);
            c11 = TWidth.MultiplyAdd(x, b1, c11);
            x = TWidth.Broadcast(Unsafe.Add(ref a, 2 * aRow));
            c20 = TWidth.MultiplyAdd(x, b0, c20);
            c21 = TWidth.MultiplyAdd(x, b1, c21);
            x = TWidth.Broadcast(a3);
            c30 = TWidth.MultiplyAdd(x, b0, c30);
            c31 = TWidth.MultiplyAdd(x, b1, c31);
            x = TWidth.Broadcast(Unsafe.Add(ref a3, aRow));
            c40 = TWidth.MultiplyAdd(x, b0, c40);
            c41 = TWidth.MultiplyAdd(x, b1, c41);
            x = TWidth.Broadcast(Unsafe.Add(ref a3, 2 * aRow));
            c50 = TWidth.MultiplyAdd(x, b0, c50);
            c51 = TWidth.MultiplyAdd(x, b1, c51);
            a = ref Unsafe.Add(ref a, aColumn);
            a3 = ref Unsafe.Add(ref a3, aColumn);
            b = ref Unsafe.Add(ref b, bRow);
        }

        Store<T, TVector, TWidth, TOperator>(c00, c01, ref c, f);
        Store<T, TVector, TWidth, TOperator>(c10, c11, ref Unsafe.Add(ref c, n), f);
        Store<T, TVector, TWidth, TOperator>(c20, c21, ref Unsafe.Add(ref c, 2 * n), f);
        Store<T, TVector, TWidth, TOperator>(c30, c31, ref Unsafe.Add(ref c, 3 * n), f);
        Store<T, TVector, TWidth, TOperator>(c40, c41, ref Unsafe.Add(ref c, 4 * n), f);
        Store<T, TVector, TWidth, TOperator>(c50, c51, ref Unsafe.Add(ref c, 5 * n), f);
    }

    /// <summary>Six rows by four vectors of C, in 32 registers: at 512 bits, loads bound the other tile.</summary>
    [MethodImpl(Simd.Hot)]
    private static void QuadTile<T, TVector, TWidth, TOperator>(
        nint n, int k, ref T a, nint aRow, nint aColumn, ref T b, nint bRow, ref T c, ref T bias, TOperator f)
        where TVector : struct
        where TWidth : struct, IVectorWidth<T, TVector>
        where TOperator : struct, IUnaryOperator<T>
    {
        int width = TWidth.Count;
        TVector c00 = default, c01 = default, c02 = default, c03 = default;
        if (!Unsafe.IsNullRef(ref bias))
        {
            (c00, c01) = (TWidth.Load(ref bias, 0), TWidth.Load(ref bias, width));
            (c02, c03) = (TWidth.Load(ref bias, 2 * width), TWidth.Load(ref bias, 3 * width));
        }

        TVector c10 = c00, c11 = c01, c12 = c02, c13 = c03;
        TVector c20 = c00, c21 = c01, c22 = c02, c23 = c03;
        TVector c30 = c00, c31 = c01, c32 = c02, c33 = c03;
        TVector c40 = c00, c41 = c01, c42 = c02, c43 = c03;
        TVector c50 = c00, c51 = c01, c52 = c02, c53 = c03;
        ref T a3 = ref Unsafe.Add(ref a, 3 * aRow);
        for (int p = k; p > 0; p--)
        {
            TVector b0 = TWidth.Load(ref b, 0), b1 = TWidth.Load(ref b, width);
            TVector b2 = TWidth.Load(ref b, 2 * width), b3 = TWidth.Load(ref b, 3 * width);
            TVector x = TWidth.Broadcast(a);
            c00 = TWidth.MultiplyAdd(x, b0, c00);
            c01 = TWidth.MultiplyAdd(x, b1, c01);
            c02 = TWidth.MultiplyAdd(x, b2, c02);
            c03 = TWidth.MultiplyAdd(x, b3, c03);
            x = TWidth.Broadcast(Unsafe.Add(ref a, aRow));
            c10 = TWidth.MultiplyAdd(x, b0, c10);
            c11 = TWidth.MultiplyAdd(x, b1, c11);
            c12 = TWidth.MultiplyAdd(x, b2, c12);
            c13 = TWidth.MultiplyAdd(x, b3, c13);
            x = TWidth.Broadcast(Unsafe.Add(ref a, 2 * aRow));
            c20 = TWidth.MultiplyAdd(x, b0, c20);
            c21 = TWidth.MultiplyAdd(x, b1, c21);
            c22 = TWidth.MultiplyAdd(x, b2, c22);
            c23 = TWidth.MultiplyAdd(x, b3, c23);
            x = TWidth.Broadcast(a3);
            c30 = TWidth.MultiplyAdd(x, b0, c30);
            c31 = TWidth.MultiplyAdd(x, b1, c31);
            c32 = TWidth.MultiplyAdd(x, b2, c32);
            c33 = TWidth.MultiplyAdd(x, b3, c33);
            x = TWidth.Broadcast(Unsafe.Add(ref a3, aRow));
            c40 = TWidth.MultiplyAdd(x, b0, c40);
            c41 = TWidth.MultiplyAdd(x, b1, c41);
            c42 = TWidth.MultiplyAdd(x, b2, c42);
            c43 = TWidth.MultiplyAdd(x, b3, c43);
            x = TWidth.Broadcast(Unsafe.Add(ref a3, 2 * aRow));
            c50 = TWidth.MultiplyAdd(x, b0, c50);
            c51 = TWidth.MultiplyAdd(x, b1, c51);
            c52 = TWidth.MultiplyAdd(x, b2, c52);
            c53 = TWidth.MultiplyAdd(x, b3, c53);
            a = ref Unsafe.Add(ref a, aColumn);
            a3 = ref Unsafe.Add(ref a3, aColumn);
            b = ref Unsafe.Add(ref b, bRow);
        }

        Store<T, TVector, TWidth, TOperator>(c00, c01, c02, c03, ref c, f);
        Store<T, TVector, TWidth, TOperator>(c10, c11, c12, c13, ref Unsafe.Add(ref c, n), f);
        Store<T, TVector, TWidth, TOperator>(c20, c21, c22, c23, ref Unsafe.Add(ref c, 2 * n), f);
        Store<T, TVector, TWidth, TOperator>(c30, c31, c32, c33, ref Unsafe.Add(ref c, 3 * n), f);
        Store<T, TVector, TWidth, TOperator>(c40, c41, c42, c43, ref Unsafe.Add(ref c, 4 * n), f);
        Store<T, TVector, TWidth, TOperator>(c50, c51, c52, c53, ref Unsafe.Add(ref c, 5 * n), f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, TVector, TWidth, TOperator>(TVector x0, TVector x1, ref T c, TOperator f)
        where TVector : struct
        where TWidth : struct, IVectorWidth<T, TVector>
        where TOperator : struct, IUnaryOperator<T>
    {
        TWidth.Store(x0, f, ref c, 0);
        TWidth.Store(x1, f, ref c, TWidth.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, TVector, TWidth, TOperator>(TVector x0, TVector x1, TVector x2, TVector x3, ref T c, TOperator f)
        where TVector : struct
        where TWidth : struct, IVectorWidth<T, TVector>
        where TOperator : struct, IUnaryOperator<T>
    {
        Store<T, TVector, TWidth, TOperator>(x0, x1, ref c, f);
        Store<T, TVector, TWidth, TOperator>(x2, x3, ref Unsafe.Add(ref c, 2 * TWidth.Count), f);
    }
}
