using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Kernels;

/// <summary>B = A^T of row-major matrices.</summary>
internal static class Transpose
{
    private const int Block = 8;

    /// <summary>destination[j, i] = source[i, j] for a <paramref name="rows"/> x <paramref name="columns"/> source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<T>(int rows, int columns, ReadOnlySpan<T> source, Span<T> destination)
    {
        source = source[..(rows * columns)];
        destination = destination[..(rows * columns)];
        ref T from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(destination);
        // Blocks of 8 x 8 touch eight cache lines on each side, so neither side's lines are evicted before they are used up.
        for (int i0 = 0; i0 < rows; i0 += Block)
        {
            int i1 = Math.Min(i0 + Block, rows);
            for (int j = 0; j < columns; j++)
            {
                for (int i = i0; i < i1; i++)
                    Unsafe.Add(ref to, (j * rows) + i) = Unsafe.Add(ref from, (i * columns) + j);
            }
        }
    }
}
