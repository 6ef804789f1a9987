namespace Vardax.Managed.Formats;

/// <summary>
/// Reads a stream forward for a file format: keeps the offset for messages, and never allocates more ahead of the bytes that are
/// really there than <see cref="Chunk"/>, whatever lengths a file claims.
/// </summary>
/// <param name="stream">Read from its position; not read past what is asked for.</param>
/// <param name="name">What messages call it.</param>
internal sealed class ByteSource(Stream stream, string name)
{
    private const int Chunk = 64 * 1024;

    private int ahead = -1;

    /// <summary>Bytes from the stream's position at the start.</summary>
    public long Offset { get; private set; }

    /// <summary>What messages call the stream.</summary>
    public string Name => name;

    /// <summary>Bytes left where the stream knows, as a file does; null where only reading tells.</summary>
    public long? Remaining => stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) + (ahead < 0 ? 0 : 1) : null;

    /// <summary>A fault at the present offset.</summary>
    public VardaxFormatException Fault(string fault, Exception? inner = null) => new(name, Offset, fault, inner);

    /// <summary>As many bytes as there are, up to the buffer's length.</summary>
    public int Read(Span<byte> buffer)
    {
        int kept = ahead >= 0 && buffer.Length > 0 ? 1 : 0;
        if (kept > 0)
            (buffer[0], ahead) = ((byte)ahead, -1);
        int count = kept + stream.ReadAtLeast(buffer[kept..], buffer.Length - kept, throwOnEndOfStream: false);
        Offset += count;
        return count;
    }

    /// <summary>The next byte, which stays to be read; -1 at the end.</summary>
    public int Peek()
    {
        if (ahead < 0)
            ahead = stream.ReadByte();
        return ahead;
    }

    /// <summary>Requires the end; a fault names what stands before it.</summary>
    public void RequireEnd(string what)
    {
        if (!AtEnd())
            throw Fault($"expected nothing after {what}");
    }

    /// <summary>Fills the buffer; a fault names what was to be there.</summary>
    public void Fill(Span<byte> buffer, string what)
    {
        long start = Offset;
        int count = Read(buffer);
        if (count < buffer.Length)
            throw Fault($"expected {buffer.Length} bytes of {what} from byte {start}, found {count}");
    }

    /// <summary>The next <paramref name="count"/> bytes; at most <see cref="Array.MaxLength"/>.</summary>
    public byte[] Take(long count, string what)
    {
        if (count > Array.MaxLength)
            throw Fault($"expected at most {Array.MaxLength} bytes of {what}, found {count}");
        if (Remaining is { } remaining)
        {
            if (remaining < count)
                throw Fault($"expected {count} bytes of {what}, found {remaining}");
            byte[] known = GC.AllocateUninitializedArray<byte>((int)count);
            Fill(known, what);
            return known;
        }

        (List<byte[]> chunks, long found) = Chunks(count);
        return found == count ? Joined(chunks, found) : throw Fault($"expected {count} bytes of {what}, found {found}");
    }

    /// <summary>Everything up to the end.</summary>
    public byte[] TakeRest(string what)
    {
        if (Remaining is > 0 and { } remaining)
        {
            byte[] known = Take(remaining, what);
            return AtEnd() ? known : throw Fault($"the stream grew while {what} was read");
        }

        (List<byte[]> chunks, long found) = Chunks(long.MaxValue);
        return found <= Array.MaxLength
            ? Joined(chunks, found)
            : throw Fault($"expected at most {Array.MaxLength} bytes of {what}, found more");
    }

    /// <summary>Whether the stream has ended.</summary>
    public bool AtEnd() => Peek() < 0;

    /// <summary>Up to so many bytes, in pieces, so that nothing is copied while it grows.</summary>
    private (List<byte[]> Chunks, long Count) Chunks(long count)
    {
        List<byte[]> chunks = [];
        long found = 0;
        while (found < count && found <= Array.MaxLength)
        {
            byte[] chunk = GC.AllocateUninitializedArray<byte>((int)Math.Min(Chunk, count - found));
            int read = Read(chunk);
            found += read;
            chunks.Add(chunk);
            if (read < chunk.Length)
                break;
        }

        return (chunks, found);
    }

    private static byte[] Joined(List<byte[]> chunks, long count)
    {
        if (chunks is [{ } only] && only.Length == count)
            return only;
        byte[] all = GC.AllocateUninitializedArray<byte>((int)count);
        for (int i = 0, start = 0; i < chunks.Count && start < count; i++)
        {
            int length = (int)Math.Min(chunks[i].Length, count - start);
            chunks[i].AsSpan(0, length).CopyTo(all.AsSpan(start));
            start += length;
        }

        return all;
    }
}
