using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Vardax.Managed.Formats;

/// <summary>What stands before the elements of a .npy array (NEP 1; versions 1.0, 2.0 and 3.0).</summary>
/// <param name="Type">Type of an element.</param>
/// <param name="BigEndian">Whether an element's highest byte comes first.</param>
/// <param name="Fortran">Whether the first axis varies fastest.</param>
/// <param name="Shape">Length of each axis.</param>
internal sealed record NpyHeader(NpyType Type, bool BigEndian, bool Fortran, int[] Shape)
{
    // Digits for which numpy leaves room after the dictionary, so that an axis can grow in place.
    private const int GrowingDigits = 21;

    private const int Alignment = 64;

    // The header of an array whose elements are no records takes less than 1.5 KB with 64 axes.
    private const int MaxLength = 65_535;

    /// <summary>How every array begins.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads from the magic bytes to the header's end; null where the source ends before the first byte.</summary>
    public static NpyHeader? Read(ByteSource source)
    {
        Span<byte> prefix = stackalloc byte[8];
        int count = source.Read(prefix);
        if (count == 0)
            return null;
        if (!Magic.StartsWith(prefix[..Math.Min(count, Magic.Length)]))
            throw NoArray(source, prefix[..count]);
        if (count < prefix.Length)
            throw source.Fault("expected a .npy array of at least 8 bytes, found fewer");
        (byte major, byte minor) = (prefix[6], prefix[7]);
        if (major is not (1 or 2 or 3) || minor != 0)
            throw source.Fault($"expected version 1.0, 2.0 or 3.0, found {major}.{minor}");
        Span<byte> size = stackalloc byte[major == 1 ? 2 : 4];
        source.Fill(size, "the header's length");
        uint length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > MaxLength)
            throw source.Fault($"expected a header of at most {MaxLength} bytes, found one of {length}");
        long start = source.Offset;
        byte[] text = source.Take(length, "the header");
        return new NpyHeaderParser(text, source.Name, start).Parse();
    }

    /// <summary>Says what a file is that begins otherwise; of a stream that cannot seek, no more is read for it.</summary>
    private static VardaxFormatException NoArray(ByteSource source, ReadOnlySpan<byte> prefix)
    {
        long at = source.Offset - prefix.Length;
        Span<byte> start = stackalloc byte[FileKind.Length];
        prefix.CopyTo(start);
        int count = prefix.Length + (source.Remaining is null ? 0 : source.Read(start[prefix.Length..]));
        string found = at == 0 && FileKind.Of(start[..count]) is { } kind ? $", found {kind}" : "";
        return new VardaxFormatException(source.Name, at, $"expected the magic bytes of a .npy array{found}");
    }

    /// <summary>The bytes before the elements, as numpy writes them: version 1.0, padded to 64 bytes.</summary>
    public byte[] Bytes()
    {
        string axes = string.Join(", ", Shape.Select(axis => axis.ToString(CultureInfo.InvariantCulture)));
        string tuple = Shape.Length == 1 ? $"({axes},)" : $"({axes})";
        int room = Shape.Length == 0
            ? 0
            : GrowingDigits - Shape[Fortran ? ^1 : 0].ToString(CultureInfo.InvariantCulture).Length;
        string text = $"{{'descr': '{Type.Description()}', 'fortran_order': {(Fortran ? "True" : "False")}, 'shape': {tuple}, }}"
            + new string(' ', room);
        int before = Magic.Length + 2 + sizeof(ushort);
        int length = text.Length + 1;
        length += Alignment - ((before + length) % Alignment);
        byte[] bytes = new byte[before + length];
        Magic.CopyTo(bytes);
        bytes[Magic.Length] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(Magic.Length + 2), (ushort)length);
        bytes.AsSpan(before).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(before));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    /// <summary>Number of elements of some axes; null where more than <see cref="long.MaxValue"/> bytes hold.</summary>
    public long? Count(ReadOnlySpan<int> axes)
    {
        long count = 1;
        foreach (int axis in axes)
        {
            if (axis > 0 && count > long.MaxValue / Type.Size() / axis)
                return null;
            count *= axis;
        }

        return count;
    }
}
