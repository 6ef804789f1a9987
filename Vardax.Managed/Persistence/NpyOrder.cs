namespace Vardax.Managed.Persistence;

/// <summary>From the order in which the first axis varies fastest to the one in which the last does.</summary>
internal static class NpyOrder
{
    /// <summary>The elements of an array of this shape, row-major.</summary>
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
