using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Kernels;

/// <summary>
/// Where a cache line starts. A vector of 512 bits that does not start there needs two lines: a product of arrays as the runtime
/// places them is up to a third slower.
/// </summary>
internal static class CacheLine
{
    private const int Bytes = 64;

    /// <summary>Zeros that start at a line and stay there.</summary>
    public static Memory<T> Allocate<T>(int count)
        where T : unmanaged
    {
        T[] array = GC.AllocateArray<T>(count + Elements<T>(), pinned: true);
        return array.AsMemory(Offset(array), count);
    }

    /// <summary>The least multiple of a line's elements that is not below <paramref name="count"/>.</summary>
    public static int RoundUp<T>(int count) => checked(count + Elements<T>() - 1) & -Elements<T>();

    /// <summary>Elements of a line: what a buffer needs beside its own, so that it can start at one.</summary>
    public static int Elements<T>() => Bytes / Unsafe.SizeOf<T>();

    /// <summary>The first element that starts a line; only a pinned array surely keeps it.</summary>
    public static int Offset<T>(T[] array)
    {
        nint address = Unsafe.ByteOffset(ref Unsafe.NullRef<T>(), ref MemoryMarshal.GetArrayDataReference(array));
        return (int)(-address & (Bytes - 1)) / Unsafe.SizeOf<T>();
    }
}
