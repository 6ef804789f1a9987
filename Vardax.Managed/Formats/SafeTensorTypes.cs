namespace Vardax.Managed.Formats;

/// <summary>The element types' names in a header, and their sizes.</summary>
internal static class SafeTensorTypes
{
    private static readonly (string Name, int Bits)[] Known =
    [
        ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8), ("F8_E5M2", 8), ("F8_E4M3", 8),
        ("F8_E8M0", 8), ("I16", 16), ("U16", 16), ("F16", 16), ("BF16", 16), ("I32", 32), ("U32", 32), ("F32", 32), ("C64", 64),
        ("F64", 64), ("I64", 64), ("U64", 64),
    ];

    /// <summary>The name as it stands in a header.</summary>
    public static string Name(this SafeTensorType type) => Known[(int)type].Name;

    /// <summary>Bits of one element.</summary>
    public static int Bits(this SafeTensorType type) => Known[(int)type].Bits;

    /// <summary>The type of a header's name.</summary>
    public static bool TryParse(string name, out SafeTensorType type)
    {
        int index = Array.FindIndex(Known, known => known.Name == name);
        type = (SafeTensorType)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>
    /// Bytes that the elements of a shape take, product(shape) * bits / 8; null where it overflows, an axis is negative, or the
    /// elements do not fill whole bytes.
    /// </summary>
    public static long? ByteCount(this SafeTensorType type, ReadOnlySpan<long> shape)
    {
        long bits = 1;
        foreach (long axis in shape)
        {
            if (axis < 0 || Math.BigMul(bits, axis, out long product) != product >> 63)
                return null;
            bits = product;
        }

        return Math.BigMul(bits, type.Bits(), out long total) == 0 && total >= 0 && total % 8 == 0 ? total / 8 : null;
    }
}
