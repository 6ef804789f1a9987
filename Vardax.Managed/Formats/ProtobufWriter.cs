using System.Buffers;
using System.Text;

namespace Vardax.Managed.Formats;

/// <summary>
/// A message in the Protocol Buffers wire format: each field is the varint <c>number * 8 + wire type</c> followed by its value,
/// a varint (wire type 0) or a length and so many bytes (wire type 2). Fields may come in any order, and repeat.
/// </summary>
internal sealed class ProtobufWriter
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>The message so far.</summary>
    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    /// <summary>An int64, int32 or enumeration field.</summary>
    public void Integer(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
    }

    /// <summary>A string field, in UTF-8.</summary>
    public void Text(int field, string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, Block(field, length));
    }

    /// <summary>A field that is a message itself.</summary>
    public void Message(int field, ProtobufWriter message) =>
        message.Written.CopyTo(Block(field, message.Written.Length));

    /// <summary>A bytes field of numbers.</summary>
    public void Numbers<T>(int field, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        byte[] bytes = LittleEndian.Bytes(values);
        bytes.CopyTo(Block(field, bytes.Length));
    }

    /// <summary>Starts a length-delimited field, and appends and returns the room for its bytes.</summary>
    private Span<byte> Block(int field, int length)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)length);
        if (length == 0)
            return [];
        Span<byte> block = buffer.GetSpan(length)[..length];
        buffer.Advance(length);
        return block;
    }

    /// <summary>Seven bits to a byte, the lowest first; the top bit says that more follow.</summary>
    private void Varint(ulong value)
    {
        Span<byte> bytes = buffer.GetSpan(10);
        int count = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[count++] = (byte)(value | 0x80);
        bytes[count++] = (byte)value;
        buffer.Advance(count);
    }
}
