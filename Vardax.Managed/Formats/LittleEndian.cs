using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Formats;

/// <summary>Numbers as the bytes of a file, the lowest first, whatever the machine.</summary>
internal static class LittleEndian
{
    /// <summary>The bytes of numbers.</summary>
    public static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Ordered<T>(MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The numbers of bytes.</summary>
    public static T[] Values<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Ordered<T>(bytes.ToArray())).ToArray();

    private static byte[] Ordered<T>(byte[] bytes)
    {
        if (!BitConverter.IsLittleEndian)
            NpyOrder.Reverse(bytes, Unsafe.SizeOf<T>());
        return bytes;
    }
}
