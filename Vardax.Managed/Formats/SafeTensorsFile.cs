using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Vardax.Managed.Formats;

/// <summary>
/// Named tensors and text metadata in the safetensors format (https://huggingface.co/docs/safetensors): the length of a JSON
/// header as 8 bytes little-endian; the header,
/// <c>{"__metadata__": {text: text}, name: {"dtype", "shape", "data_offsets": [begin, end]}}</c>; then the tensors' bytes.
/// </summary>
/// <remarks>
/// <para>Reading is as strict as the format's own parser, and refuses names that stand twice besides: no byte of a file is left
/// out, and none belongs to two tensors. The tensors of a file share its bytes; beyond them, reading takes at most the size of
/// the file again, and a megabyte.</para>
/// <para>Writing is deterministic: tensors by descending <see cref="SafeTensorType"/>, then name, as the format's own writer
/// sorts; metadata by key; the header padded with spaces to a multiple of 8 bytes, so that elements are aligned.</para>
/// </remarks>
public sealed class SafeTensorsFile
{
    private readonly SafeTensor[] tensors;
    private readonly Dictionary<string, SafeTensor> byName;

    /// <summary>A file to be written.</summary>
    /// <param name="tensors">With different names.</param>
    /// <param name="metadata">Text by key; null for none.</param>
    /// <exception cref="ArgumentException">Two tensors have one name.</exception>
    public SafeTensorsFile(IEnumerable<SafeTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
        : this(SafeTensor.Memory, default, Copy(tensors), [], metadata is null ? [] : new Dictionary<string, string>(metadata))
    {
        foreach (SafeTensor tensor in this.tensors)
        {
            if (!byName.TryAdd(tensor.Name, tensor))
            {
                throw new ArgumentException(
                    $"Expected tensors with different names, found '{tensor.Name}' twice.", nameof(tensors));
            }
        }
    }

    /// <summary>A file that was read.</summary>
    internal SafeTensorsFile(
        string name, ReadOnlyMemory<byte> bytes, SafeTensor[] tensors, Dictionary<string, SafeTensor> byName,
        Dictionary<string, string> metadata)
    {
        Name = name;
        Bytes = bytes;
        this.tensors = tensors;
        this.byName = byName;
        Metadata = metadata;
    }

    /// <summary>What messages call the file: its path, or the name given to the stream.</summary>
    public string Name { get; }

    /// <summary>The whole file, if it was read.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Text by key; empty where the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors; of a file that was read, in the order of their bytes.</summary>
    public IReadOnlyList<SafeTensor> Tensors => tensors;

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="VardaxFormatException">There is none.</exception>
    public SafeTensor this[string name] => TryFind(name, out SafeTensor? tensor)
        ? tensor
        : throw new VardaxFormatException(Name, 0, $"expected a tensor '{name}', found none among {tensors.Length}");

    /// <summary>Whether there is a tensor of a name, and which.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out SafeTensor? tensor) => byName.TryGetValue(name, out tensor);

    /// <summary>
    /// Whether there is any tensor of a group, whose names begin with a prefix and a point: if so the whole group is expected.
    /// </summary>
    internal bool HasGroup(string prefix) =>
        Array.Exists(tensors, tensor => tensor.Name.StartsWith(prefix + '.', StringComparison.Ordinal));

    /// <summary>The tensor of a name, which must have this type and shape.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="type">The type to expect.</param>
    /// <param name="shape">The length of each axis to expect.</param>
    /// <exception cref="VardaxFormatException">There is none, or its type or shape is another; names what was expected and found.
    /// </exception>
    public SafeTensor Find(string name, SafeTensorType type, params ReadOnlySpan<long> shape)
    {
        if (!TryFind(name, out SafeTensor? tensor))
        {
            throw new VardaxFormatException(
                Name, 0, $"tensor '{name}': expected {SafeTensor.Describe(type, shape)}, found no tensor of that name");
        }

        tensor.Require(type, shape);
        return tensor;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="VardaxFormatException">It is no safetensors file, or larger than 2 GiB.</exception>
    /// <inheritdoc cref="Digest.Of" path="/exception"/>
    public static SafeTensorsFile Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, path);
    }

    /// <summary>Reads a stream from its position to its end.</summary>
    /// <param name="stream">Need not seek; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="VardaxFormatException">It holds no safetensors file, or one larger than 2 GiB.</exception>
    /// <exception cref="IOException">Reading fails.</exception>
    public static SafeTensorsFile Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return Parse(new ByteSource(stream, name).TakeRest("a safetensors file"), name);
    }

    /// <summary>Reads a file that is in memory; its tensors are views of these bytes.</summary>
    /// <param name="bytes">The whole file; must not change while the tensors are in use.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="VardaxFormatException">These are not the bytes of a safetensors file.</exception>
    public static SafeTensorsFile Parse(ReadOnlyMemory<byte> bytes, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        const int start = SafeTensorsHeader.Start;
        if (bytes.Length < start)
            throw NoHeader(bytes, name, $"expected {start} bytes with the header's length, found {bytes.Length}");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        if (length == 0)
            throw NoHeader(bytes, name, "expected a header that begins with '{', found none");
        if (length > SafeTensorsHeader.MaxLength)
        {
            throw NoHeader(
                bytes, name, $"expected a header of at most {SafeTensorsHeader.MaxLength} bytes, found one of {length}");
        }

        if (length > (ulong)(bytes.Length - start))
            throw NoHeader(bytes, name, $"expected a header of {length} bytes, found {bytes.Length - start}");
        return SafeTensorsHeader.Parse(name, bytes, (int)length);
    }

    /// <summary>Writes a file, whole or not at all (<see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file; replaced where it exists. Its folder must exist.</param>
    /// <inheritdoc cref="AtomicFile.Write(string, Action{Stream})" path="/exception"/>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes at the stream's position; the stream stays open.</summary>
    /// <param name="stream">Need not seek.</param>
    /// <exception cref="IOException">Writing fails.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafeTensor[] sorted = SafeTensorsWriter.Sorted(tensors);
        stream.Write(SafeTensorsWriter.Header(sorted, Metadata));
        foreach (SafeTensor tensor in sorted)
            stream.Write(tensor.Data.Span);
    }

    /// <summary>Says what a file is that cannot begin so.</summary>
    private static VardaxFormatException NoHeader(ReadOnlyMemory<byte> bytes, string name, string fault) =>
        new(name, 0, FileKind.Of(bytes.Span) is { } kind and not FileKind.SafeTensors
            ? $"expected {FileKind.SafeTensors}, found {kind}"
            : fault);

    private static SafeTensor[] Copy(IEnumerable<SafeTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return [.. tensors];
    }
}
