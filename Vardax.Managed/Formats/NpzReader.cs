using System.Buffers.Binary;
using System.IO.Compression;

namespace Vardax.Managed.Formats;

/// <summary>Reads the entries of a .npz file that is in memory.</summary>
internal static class NpzReader
{
    public const string Extension = ".npy";

    // What the framework's archive keeps of an entry is several times its 46 bytes and more in the directory.
    private const int MaxDirectory = 96 * 1024;

    private const int EndLength = 22, EntryLength = 46;

    private static ReadOnlySpan<byte> EndSignature => "PK\x05\x06"u8;

    private static ReadOnlySpan<byte> EntrySignature => "PK\x01\x02"u8;

    /// <summary>All arrays, each checked against its size and its checksum.</summary>
    public static NpzFile Read(byte[] bytes, string name, long maxBytes)
    {
        RequireSmallDirectory(bytes, name);
        try
        {
            using ZipArchive archive = new(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            return new NpzFile(name, Arrays(archive, name, maxBytes));
        }
        catch (Exception error) when (error is not (VardaxFormatException or OutOfMemoryException))
        {
            // The bytes are in memory: whatever the framework's archive throws is about them.
            throw new VardaxFormatException(name, 0, $"expected a ZIP archive, found one that cannot be read: {error.Message}", error);
        }
    }

    /// <summary>
    /// The framework's archive keeps all entries that follow one another from the directory's start, however many the archive
    /// says it has: their bytes are counted before.
    /// </summary>
    private static void RequireSmallDirectory(ReadOnlySpan<byte> bytes, string name)
    {
        int end = bytes.LastIndexOf(EndSignature);
        if (end < 0 || bytes.Length - end < EndLength)
        {
            // Of an archive cut off, what it is says no more.
            string kind = !bytes.StartsWith("PK"u8) && FileKind.Of(bytes) is { } known ? $": the file is {known}" : "";
            throw new VardaxFormatException(
                name, kind.Length > 0 ? 0 : bytes.Length, $"expected a ZIP archive, found no end of its directory{kind}");
        }

        ushort entries = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(end + 10)..]);
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(end + 16)..]);
        ushort disk = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(end + 4)..]);
        if (entries == ushort.MaxValue || start > end || disk != 0)
            throw new VardaxFormatException(name, end, "expected a ZIP archive's directory before its end");
        ReadOnlySpan<byte> rest = bytes[(int)start..];
        while (rest.Length >= EntryLength && rest.StartsWith(EntrySignature))
        {
            int length = EntryLength + BinaryPrimitives.ReadUInt16LittleEndian(rest[28..])
                + BinaryPrimitives.ReadUInt16LittleEndian(rest[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(rest[32..]);
            rest = rest[Math.Min(length, rest.Length)..];
            if (bytes.Length - start - rest.Length > MaxDirectory)
                throw new VardaxFormatException(name, start, $"expected a directory of at most {MaxDirectory} bytes");
        }
    }

    private static Dictionary<string, NpyArray> Arrays(ZipArchive archive, string name, long maxBytes)
    {
        Dictionary<string, NpyArray> arrays = new(StringComparer.Ordinal);
        long left = maxBytes;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            string file = $"{name}({entry.FullName})";
            if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal) || entry.IsEncrypted)
                throw new VardaxFormatException(file, 0, $"expected entries of the kind {Extension}, not encrypted");
            if (entry.Length > left)
            {
                throw new VardaxFormatException(
                    file, 0, $"expected at most {maxBytes} bytes of arrays, found {entry.Length} after {maxBytes - left}");
            }

            NpyArray array = Array(entry, file, out long found);
            left -= found;
            if (!arrays.TryAdd(entry.FullName[..^Extension.Length], array))
                throw new VardaxFormatException(file, 0, "expected different names, found two entries of this name");
        }

        return arrays;
    }

    private static NpyArray Array(ZipArchiveEntry entry, string file, out long found)
    {
        using Stream content = entry.Open();
        using CheckedStream inflated = new(content, entry.Length, file);
        NpyArray array = NpyFile.Read(inflated, file);
        found = inflated.Count;
        if (found != entry.Length)
            throw new VardaxFormatException(file, found, $"expected {entry.Length} bytes as the entry says, found {found}");
        return inflated.Crc == entry.Crc32
            ? array
            : throw new VardaxFormatException(file, 0, $"expected a checksum of {entry.Crc32:x8}, found {inflated.Crc:x8}");
    }
}
