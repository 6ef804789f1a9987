using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Vardax.Managed.Formats;

/// <summary>
/// Values in named columns, kept item by item and given back in the same order, bit for bit: what a part of a large run leaves for
/// the others. <c>Keep</c> writes the value it is given, or, of a ledger that was loaded, returns the next one of the column: a type
/// names its values once, for both directions. The file is a safetensors file, a tensor for each column, with a digest of all of it.
/// </summary>
/// <remarks>
/// A column of numbers is a tensor [items]. A column of arrays is a tensor [items, length] if all have one length; or else their
/// elements one after the other, beside a tensor of the lengths. Texts are arrays of UTF-8 bytes.
/// </remarks>
public sealed class Ledger
{
    private const string Lengths = ".lengths";

    private readonly Dictionary<string, Column> columns = new(StringComparer.Ordinal);
    private readonly SafeTensorsFile? read;

    /// <summary>An empty one, to be written.</summary>
    public Ledger()
    {
    }

    private Ledger(SafeTensorsFile file)
    {
        read = file;
        foreach (SafeTensor tensor in file.Tensors.Where(tensor => !tensor.Name.EndsWith(Lengths, StringComparison.Ordinal)))
        {
            Column column = new(tensor.Type) { Kept = tensor.Data, Width = tensor.Shape.Count == 2 ? (int)tensor.Shape[1] : 1 };
            if (file.TryFind(tensor.Name + Lengths, out SafeTensor? lengths))
                column.Lengths.AddRange(lengths.ToInt32s());
            columns[tensor.Name] = column;
        }
    }

    /// <summary>What the file says of itself; empty if it was not loaded.</summary>
    public IReadOnlyDictionary<string, string> Metadata => read?.Metadata ?? new Dictionary<string, string>();

    /// <summary>Whether it was loaded, so that <c>Keep</c> returns what was written.</summary>
    public bool IsLoaded => read is not null;

    /// <summary>Writes a number, or returns the next.</summary>
    /// <param name="column">The column; all that is kept there is of one type.</param>
    /// <param name="value">What to write; of no interest if the ledger was loaded.</param>
    /// <exception cref="VardaxFormatException">There is no further value of that type in the column.</exception>
    /// <exception cref="ArgumentException">The column holds values of another type.</exception>
    public double Keep(string column, double value) => One(column, SafeTensorType.F64, value);

    /// <inheritdoc cref="Keep(string, double)"/>
    public float Keep(string column, float value) => One(column, SafeTensorType.F32, value);

    /// <inheritdoc cref="Keep(string, double)"/>
    public int Keep(string column, int value) => One(column, SafeTensorType.I32, value);

    /// <summary>Writes an array, or returns the next.</summary>
    /// <inheritdoc cref="Keep(string, double)"/>
    public double[] Keep(string column, double[] value) => Many(column, SafeTensorType.F64, value);

    /// <inheritdoc cref="Keep(string, double[])"/>
    public float[] Keep(string column, float[] value) => Many(column, SafeTensorType.F32, value);

    /// <inheritdoc cref="Keep(string, double[])"/>
    public int[] Keep(string column, int[] value) => Many(column, SafeTensorType.I32, value);

    /// <inheritdoc cref="Keep(string, double[])"/>
    public byte[] Keep(string column, byte[] value) => Many(column, SafeTensorType.U8, value);

    /// <summary>Writes a text, or returns the next.</summary>
    /// <inheritdoc cref="Keep(string, double)"/>
    public string Keep(string column, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (IsLoaded)
            return Encoding.UTF8.GetString(Keep(column, Array.Empty<byte>()));
        Keep(column, Encoding.UTF8.GetBytes(value));
        return value;
    }

    /// <summary>Writes the file, whole or not at all (<see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file; replaced where it exists. Its folder must exist.</param>
    /// <param name="metadata">What the file says of itself; the key <c>digest</c> is taken.</param>
    /// <exception cref="ArgumentException">The columns take more than the 2 GiB that can be loaded.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file cannot be written to.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        SafeTensor[] tensors = [.. columns.SelectMany(column => column.Value.Tensors(column.Key))];
        long bytes = tensors.Sum(tensor => (long)tensor.Data.Length);
        if (bytes > Array.MaxLength - SafeTensorsHeader.MaxLength)
            throw new ArgumentException($"{path}: the columns take {bytes} bytes; expected at most {Array.MaxLength - SafeTensorsHeader.MaxLength}.");
        Digest.Sealed(tensors, new Dictionary<string, string>(metadata)).Save(path);
    }

    /// <summary>Loads a file, and checks its digest.</summary>
    /// <exception cref="VardaxFormatException">The file is no ledger, or damaged.</exception>
    /// <inheritdoc cref="Digest.Of" path="/exception"/>
    public static Ledger Load(string path)
    {
        SafeTensorsFile file = SafeTensorsFile.Load(path);
        return Digest.Check(file) is { } missing
            ? throw new VardaxFormatException(path, SafeTensorsHeader.Start, $"expected a digest: {missing}")
            : new Ledger(file);
    }

    private T One<T>(string name, SafeTensorType type, T value)
        where T : unmanaged
    {
        Column column = Of(name, type, isMany: false);
        if (read is not null)
            return MemoryMarshal.Read<T>(Next(name, column, 1));
        column.Write(MemoryMarshal.AsBytes([value]));
        return value;
    }

    private T[] Many<T>(string name, SafeTensorType type, T[] value)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(value);
        Column column = Of(name, type, isMany: true);
        if (read is not null)
            return MemoryMarshal.Cast<byte, T>(Next(name, column, column.NextLength(read.Name, name))).ToArray();
        column.Lengths.Add(value.Length);
        column.Write(MemoryMarshal.AsBytes(value.AsSpan()));
        return value;
    }

    private Column Of(string name, SafeTensorType type, bool isMany)
    {
        if (!columns.TryGetValue(name, out Column? column))
        {
            if (read is not null)
                throw new VardaxFormatException(read.Name, 0, $"expected a tensor '{name}', found none");
            columns[name] = column = new Column(type) { IsMany = isMany };
        }

        if (column.Type != type)
        {
            throw read is null
                ? new ArgumentException($"The column {name} is of {column.Type}; expected {type}.", nameof(name))
                : new VardaxFormatException(read.Name, 0, $"tensor '{name}': expected elements of type {type.Name()}, found {column.Type.Name()}");
        }

        return column;
    }

    private ReadOnlySpan<byte> Next(string name, Column column, int length)
    {
        long size = (long)length * column.Type.Bits() / 8;
        if (size > column.Kept.Length)
            throw new VardaxFormatException(read!.Name, 0, $"tensor '{name}': expected {size} bytes more, found {column.Kept.Length}");
        ReadOnlySpan<byte> next = column.Kept.Span[..(int)size];
        column.Kept = column.Kept[(int)size..];
        return next;
    }

    private sealed class Column(SafeTensorType type)
    {
        private readonly ArrayBufferWriter<byte> written = new();
        private int item;

        public SafeTensorType Type => type;

        public bool IsMany { get; init; }

        /// <summary>Of each array; of one that was read, empty if all are of one width.</summary>
        public List<int> Lengths { get; } = [];

        public int Width { get; init; }

        /// <summary>What was read and not yet asked for.</summary>
        public ReadOnlyMemory<byte> Kept { get; set; }

        public void Write(ReadOnlySpan<byte> bytes) => written.Write(bytes);

        public int NextLength(string file, string name) => Lengths.Count == 0 ? Width
            : item < Lengths.Count && Lengths[item] >= 0 ? Lengths[item++]
            : throw new VardaxFormatException(file, 0, $"tensor '{name}{Lengths}': expected a length of array {item}");

        public IEnumerable<SafeTensor> Tensors(string name)
        {
            long elements = written.WrittenCount * 8L / type.Bits();
            bool isEven = IsMany && Lengths.TrueForAll(length => length == Lengths[0]);
            yield return new SafeTensor(SafeTensor.Memory, name, type, isEven ? [Lengths.Count, Lengths[0]] : [elements], 0, written.WrittenMemory);
            if (IsMany && !isEven)
                yield return SafeTensor.FromInt32s(name + Ledger.Lengths, [Lengths.Count], [.. Lengths]);
        }
    }
}
