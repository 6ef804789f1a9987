namespace Vardax.Managed.Formats;

/// <summary>From the orders that a file may have to the one kept: little-endian, the last axis varies fastest.</summary>
internal static class NpyOrder
{
    /// <summary>Turns the bytes of every element round.</summary>
    public static void Reverse(Span<byte> data, int size)
    {
        for (int start = 0; start < data.Length; start += size)
            data.Slice(start, size).Reverse();
    }

    /// <summary>The elements of an array of this shape in Fortran order, row-major.</summary>
    public static byte[] RowMajor(ReadOnlySpan<byte> fortran, ReadOnlySpan<int> shape, int size)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(fortran.Length);
        Span<int> index = stackalloc int[shape.Length];
        Span<long> stride = stackalloc long[shape.Length];
        index.Clear();
        long next = size;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            stride[axis] = next;
            next = unchecked(next * shape[axis]);
        }

        long from = 0;
        for (int to = 0; to < result.Length; to += size)
        {
            fortran.Slice((int)from, size).CopyTo(result.AsSpan(to));
            int axis = shape.Length - 1;
            while (axis >= 0 && ++index[axis] == shape[axis])
            {
                from -= stride[axis] * (shape[axis] - 1);
                index[axis--] = 0;
            }

            if (axis >= 0)
                from += stride[axis];
        }

        return result;
    }
}
