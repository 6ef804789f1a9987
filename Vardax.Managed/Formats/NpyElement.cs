using System.Buffers.Binary;

namespace Vardax.Managed.Formats;

/// <summary>One element of an array, little-endian, as a number.</summary>
internal static class NpyElement
{
    /// <summary>Exact for every type but 64-bit integers, which round to the nearest.</summary>
    public static double Double(ReadOnlySpan<byte> data, int index, NpyType type)
    {
        ReadOnlySpan<byte> element = data[(index * type.Size())..];
        return type switch
        {
            NpyType.F32 => BinaryPrimitives.ReadSingleLittleEndian(element),
            NpyType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(element),
            NpyType.I32 => BinaryPrimitives.ReadInt32LittleEndian(element),
            NpyType.I64 => BinaryPrimitives.ReadInt64LittleEndian(element),
            NpyType.Bool => element[0] == 0 ? 0 : 1,
            _ => element[0],
        };
    }

    /// <summary>Rounded to the nearest; false where a finite number is beyond the range of single precision.</summary>
    public static bool TrySingle(ReadOnlySpan<byte> data, int index, NpyType type, out float value)
    {
        // A 64-bit integer rounded to double first would be rounded twice.
        if (type == NpyType.I64)
        {
            value = Int64(data, index);
            return true;
        }

        double exact = Double(data, index, type);
        value = (float)exact;
        return float.IsFinite(value) || !double.IsFinite(exact);
    }

    /// <summary>A 64-bit integer.</summary>
    public static long Int64(ReadOnlySpan<byte> data, int index) =>
        BinaryPrimitives.ReadInt64LittleEndian(data[(index * sizeof(long))..]);
}
