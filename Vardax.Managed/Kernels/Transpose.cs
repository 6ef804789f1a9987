using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Kernels;

/// <summary>B = A^T of row-major matrices.</summary>
internal static class Transpose
{
    /// <summary>destination[j, i] = source[i, j] for a <paramref name="rows"/> x <paramref name="columns"/> source.</summary>
    [MethodImpl(Simd.Hot)]
    public static void Copy<T>(int rows, int columns, ReadOnlySpan<T> source, Span<T> destination)
    {
        ref T from = ref MemoryMarshal.GetReference(source[..(rows * columns)]);
        ref T to = ref MemoryMarshal.GetReference(destination[..(rows * columns)]);
        nint stride = columns;
        int i = 0;

        // Eight rows at a time: each store then fills a good part of a cache line, and the addresses are shared.
        for (; i <= rows - 8; i += 8)
        {
            ref T s = ref Unsafe.Add(ref from, i * columns);
            ref T d = ref Unsafe.Add(ref to, i);
            for (int j = 0; j < columns; j++)
            {
                ref T middle = ref Unsafe.Add(ref s, 4 * stride);
                d = s;
                Unsafe.Add(ref d, 1) = Unsafe.Add(ref s, stride);
                Unsafe.Add(ref d, 2) = Unsafe.Add(ref s, 2 * stride);
                Unsafe.Add(ref d, 3) = Unsafe.Add(ref s, 3 * stride);
                Unsafe.Add(ref d, 4) = middle;
                Unsafe.Add(ref d, 5) = Unsafe.Add(ref middle, stride);
                Unsafe.Add(ref d, 6) = Unsafe.Add(ref middle, 2 * stride);
                Unsafe.Add(ref d, 7) = Unsafe.Add(ref middle, 3 * stride);
                s = ref Unsafe.Add(ref s, 1);
                d = ref Unsafe.Add(ref d, rows);
            }
        }

        for (; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                Unsafe.Add(ref to, (j * rows) + i) = Unsafe.Add(ref from, (i * columns) + j);
        }
    }
}
