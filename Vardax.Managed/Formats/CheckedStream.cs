namespace Vardax.Managed.Formats;

/// <summary>
/// An entry of an archive as it is inflated: counts its bytes and their checksum, and faults where it exceeds its size.
/// </summary>
/// <param name="inner">The entry; not disposed of.</param>
/// <param name="size">Bytes that the archive says it has.</param>
/// <param name="name">What messages call it.</param>
internal sealed class CheckedStream(Stream inner, long size, string name) : Stream
{
    /// <summary>Bytes so far.</summary>
    public long Count { get; private set; }

    /// <summary>Checksum of the bytes so far.</summary>
    public uint Crc { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Count; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer);
        Count += count;
        Crc = Crc32.Append(Crc, buffer[..count]);
        return Count <= size
            ? count
            : throw new VardaxFormatException(name, size, $"inflates to more than the {size} bytes that the archive says");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
