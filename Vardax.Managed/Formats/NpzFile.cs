using System.IO.Compression;

namespace Vardax.Managed.Formats;

/// <summary>
/// Named arrays in the .npz format: a ZIP archive with an entry <c>{name}.npy</c> for each, stored or deflated.
/// </summary>
public sealed class NpzFile
{
    /// <summary>Bytes that the arrays of a file may take by default: 1 GiB.</summary>
    public const long DefaultMaxBytes = 1L << 30;

    private readonly Dictionary<string, NpyArray> arrays;

    /// <summary>A file to be written.</summary>
    /// <param name="arrays">By name, without <c>.npy</c>.</param>
    public NpzFile(IReadOnlyDictionary<string, NpyArray> arrays)
        : this(SafeTensor.Memory, new Dictionary<string, NpyArray>(arrays, StringComparer.Ordinal))
    {
    }

    internal NpzFile(string name, Dictionary<string, NpyArray> arrays)
    {
        Name = name;
        this.arrays = arrays;
    }

    /// <summary>What messages call the file: its path, or the name given to the stream.</summary>
    public string Name { get; }

    /// <summary>The arrays by name, without <c>.npy</c>.</summary>
    public IReadOnlyDictionary<string, NpyArray> Arrays => arrays;

    /// <summary>The array of a name, without <c>.npy</c>.</summary>
    /// <exception cref="VardaxFormatException">There is none.</exception>
    public NpyArray this[string name] => arrays.TryGetValue(name, out NpyArray? array)
        ? array
        : throw new VardaxFormatException(Name, 0, $"expected an array '{name}', found none among {arrays.Count}");

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">
    /// What its arrays may take together, as the archive says and as they inflate; nothing is allocated ahead of what inflated.
    /// </param>
    /// <exception cref="VardaxFormatException">
    /// It is no .npz file, two entries have one name, an entry is no .npy array or its checksum is wrong, or they take more.
    /// </exception>
    /// <exception cref="ArgumentException">The path is empty or no path, or the limit negative.</exception>
    /// <inheritdoc cref="Digest.Of" path="/exception"/>
    public static NpzFile Load(string path, long maxBytes = DefaultMaxBytes)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, path, maxBytes);
    }

    /// <summary>Reads a stream from its position to its end.</summary>
    /// <param name="stream">Need not seek; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="maxBytes">What its arrays may take, as for <see cref="Load"/>.</param>
    /// <exception cref="VardaxFormatException">As for <see cref="Load"/>.</exception>
    /// <exception cref="ArgumentException">The limit is negative.</exception>
    /// <exception cref="IOException">Reading fails.</exception>
    public static NpzFile Read(Stream stream, string name, long maxBytes = DefaultMaxBytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        return NpzReader.Read(new ByteSource(stream, name).TakeRest("a .npz file"), name, maxBytes);
    }

    /// <summary>Writes a file, whole or not at all (<see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file; replaced where it exists. Its folder must exist.</param>
    /// <inheritdoc cref="AtomicFile.Write(string, Action{Stream})" path="/exception"/>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>
    /// Writes at the stream's position: entries stored, by name, without a time, so that the same arrays give the same bytes.
    /// </summary>
    /// <param name="stream">Need not seek; stays open.</param>
    /// <exception cref="IOException">Writing fails.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, NpyArray array) in arrays.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            ZipArchiveEntry entry = archive.CreateEntry(name + NpzReader.Extension, CompressionLevel.NoCompression);
            // The earliest that a ZIP archive knows.
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using Stream content = entry.Open();
            array.Write(content);
        }
    }
}
