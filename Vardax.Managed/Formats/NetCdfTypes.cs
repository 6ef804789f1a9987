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
        NetCdfType.I8 => (sbyte)bytes[0],
        NetCdfType.U8 or NetCdfType.Text => bytes[0],
        NetCdfType.I16 => BinaryPrimitives.ReadInt16BigEndian(bytes),
        NetCdfType.U16 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        NetCdfType.I32 => BinaryPrimitives.ReadInt32BigEndian(bytes),
        NetCdfType.U32 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        NetCdfType.I64 => BinaryPrimitives.ReadInt64BigEndian(bytes),
        NetCdfType.U64 => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        NetCdfType.F32 => BinaryPrimitives.ReadSingleBigEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleBigEndian(bytes),
    };
}
