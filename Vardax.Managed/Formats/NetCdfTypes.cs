using System.Buffers.Binary;

namespace Vardax.Managed.Formats;

/// <summary>Elements of NetCDF classic files: big-endian, by type.</summary>
internal static class NetCdfTypes
{
    private static readonly int[] Sizes = [0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8];

    // What the library of the format writes where nobody wrote; bytes have none.
    private static readonly double[][] Fills =
        [[], [], [], [-32767], [-2147483647], [9.969209968386869e36f], [9.969209968386869e36], [], [65535], [4294967295], [-9223372036854775806], [18446744073709551614]];

    /// <summary>Bytes of an element.</summary>
    public static int Size(NetCdfType type) => Sizes[(int)type];

    /// <summary>What stands for a value that nobody wrote.</summary>
    public static IReadOnlyList<double> Fill(NetCdfType type) => Fills[(int)type];

    /// <summary>The element at the start of some bytes.</summary>
    public static double Number(ReadOnlySpan<byte> bytes, NetCdfType type) => type switch
    {
        NetCdfType.Byte => (sbyte)bytes[0],
        NetCdfType.UByte or NetCdfType.Char => bytes[0],
        NetCdfType.Short => BinaryPrimitives.ReadInt16BigEndian(bytes),
        NetCdfType.UShort => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        NetCdfType.Int => BinaryPrimitives.ReadInt32BigEndian(bytes),
        NetCdfType.UInt => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        NetCdfType.Int64 => BinaryPrimitives.ReadInt64BigEndian(bytes),
        NetCdfType.UInt64 => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        NetCdfType.Float => BinaryPrimitives.ReadSingleBigEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleBigEndian(bytes),
    };
}
