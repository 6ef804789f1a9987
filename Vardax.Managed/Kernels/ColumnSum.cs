using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Kernels;

/// <summary>Sums down the columns of a row-major matrix, each column in row order.</summary>
internal static class ColumnSum
{
    /// <summary>sums[j] += sum over i of a[i, j].</summary>
    [MethodImpl(Simd.Hot)]
    public static void AddTo<T>(int rows, int columns, ReadOnlySpan<T> a, Span<T> sums)
        where T : unmanaged
    {
        a = a[..(rows * columns)];
        sums = sums[..columns];
        ref T start = ref MemoryMarshal.GetReference(a);
        int j = 0;
        for (; j <= columns - Vector<T>.Count; j += Vector<T>.Count)
        {
            Vector<T> sum = new(sums[j..]);
            for (int i = 0; i < rows; i++)
                sum += Simd.Load(ref start, (i * columns) + j);
            sum.CopyTo(sums[j..]);
        }

        if (j == columns)
            return;
        Vector<T> tail = Simd.LoadPartial(sums[j..]);
        for (int i = 0; i < rows; i++)
            tail += Simd.LoadPartial(a.Slice((i * columns) + j, columns - j));
        Simd.StorePartial(tail, sums[j..]);
    }
}
