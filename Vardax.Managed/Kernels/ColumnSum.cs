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
        if (columns < Vector<T>.Count)
        {
            Vector<T> narrow = Simd.LoadPartial<T>(sums);
            for (int i = 0; i < rows; i++)
                narrow += Simd.LoadPartial(a.Slice(i * columns, columns));
            Simd.StorePartial(narrow, sums);
            return;
        }

        // The last vector is moved back inside. It goes on from what its columns held, so what it shares is written twice alike.
        int last = columns - Vector<T>.Count;
        Vector<T> tail = new(sums[last..]);
        for (int j = 0; j < columns; j += Vector<T>.Count)
        {
            int column = Math.Min(j, last);
            Vector<T> sum = column == last ? tail : new(sums[column..]);
            for (int i = 0; i < rows; i++)
                sum += Simd.Load(ref start, (i * columns) + column);
            sum.CopyTo(sums[column..]);
        }
    }
}
