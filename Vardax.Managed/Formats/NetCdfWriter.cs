using System.Buffers.Binary;
using System.Text;

namespace Vardax.Managed.Formats;

/// <summary>
/// Writes a NetCDF classic file (CDF-2) record by record: variables of double precision along the record dimension, each with further axes if
/// it has any. NaN stands for no value (<c>_FillValue</c>). The number of records is filled in at the end; memory is that of a record.
/// </summary>
/// <remarks>With <see cref="AtomicFile"/> around it a file is whole or untouched.</remarks>
public sealed class NetCdfWriter
{
    private readonly Stream stream;
    private readonly byte[] record;
    private readonly long start;

    /// <summary>Writes the header and the variables that do not grow at the stream's position.</summary>
    /// <param name="stream">Must seek; stays open.</param>
    /// <param name="recordDimension">The name of the dimension that grows.</param>
    /// <param name="dimensions">The other dimensions.</param>
    /// <param name="attributes">Attributes of the file.</param>
    /// <param name="variables">The variables, in the order in which <see cref="Write"/> takes their values.</param>
    /// <exception cref="ArgumentException">
    /// The stream cannot seek, a name is missing or stands twice, a dimension is not there or not positive, values are not as many as their
    /// dimension is long, or a record is larger than 2 GiB.
    /// </exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public NetCdfWriter(
        Stream stream, string recordDimension, IReadOnlyList<NetCdfDimension> dimensions, IReadOnlyList<NetCdfEntry> attributes, IReadOnlyList<NetCdfColumn> variables)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(dimensions);
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentNullException.ThrowIfNull(variables);
        if (!stream.CanSeek)
            throw new ArgumentException("Expected a stream that can seek.", nameof(stream));
        string[] axes = [recordDimension, .. dimensions.Select(d => d.Name)];
        Different(axes, nameof(dimensions));
        Different([.. variables.Select(v => v.Name)], nameof(variables));
        NetCdfColumn[] ordered = [.. variables.Where(v => v.Values is not null), .. variables.Where(v => v.Values is null)];
        int[] sizes = [.. ordered.Select(variable => Size(variable, dimensions))];
        long size = ordered.Select((variable, i) => variable.Values is null ? (long)sizes[i] : 0).Sum();
        if (size > Array.MaxLength)
            throw new ArgumentException($"Expected records of at most {Array.MaxLength} bytes, found {size}.", nameof(variables));
        (this.stream, record, start) = (stream, new byte[size], stream.Position);
        byte[] header = Header(0);
        stream.Write(Header(header.Length));
        foreach (double value in ordered.SelectMany(variable => variable.Values ?? []))
            Number(stream, value);

        byte[] Header(long place)
        {
            MemoryStream text = new();
            text.Write("CDF\x02"u8);
            Int(text, 0);
            List(text, 10, axes.Length);
            for (int i = 0; i < axes.Length; i++)
            {
                Name(text, axes[i]);
                Int(text, i == 0 ? 0 : dimensions[i - 1].Length);
            }

            Attributes(text, attributes);
            List(text, 11, ordered.Length);
            for (int v = 0; v < ordered.Length; v++)
            {
                int[] own = [.. ordered[v].Axes.Select(axis => Array.IndexOf(axes, axis))];
                Variable(text, ordered[v], ordered[v].Values is null ? [0, .. own] : own, sizes[v], place);
                place += sizes[v];
            }

            return text.ToArray();
        }
    }

    /// <summary>Number of records so far.</summary>
    public int Records { get; private set; }

    /// <summary>Appends a record.</summary>
    /// <param name="values">The values of all variables, one after the other, each row-major.</param>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public void Write(ReadOnlySpan<double> values)
    {
        if (values.Length != record.Length / sizeof(double))
            throw new ArgumentException($"Expected a record of {record.Length / sizeof(double)} numbers, found {values.Length}.", nameof(values));
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleBigEndian(record.AsSpan(i * sizeof(double)), values[i]);
        stream.Write(record);
        Records = checked(Records + 1);
    }

    /// <summary>Fills in the number of records, and leaves the stream after the last.</summary>
    /// <exception cref="IOException">Writing fails.</exception>
    public void Complete()
    {
        long end = stream.Position;
        stream.Position = start + 4;
        Int(stream, Records);
        stream.Position = end;
    }

    private static void Different(string[] names, string argument)
    {
        foreach (string name in names)
        {
            if (string.IsNullOrEmpty(name) || name.Contains('/', StringComparison.Ordinal) || name.Any(char.IsControl) || names.Count(other => other == name) > 1)
                throw new ArgumentException($"Expected different names without slashes, found '{name}'.", argument);
        }
    }

    private static void List(MemoryStream text, int tag, int count)
    {
        Int(text, count == 0 ? 0 : tag);
        Int(text, count);
    }

    private static void Attributes(MemoryStream text, IReadOnlyList<NetCdfEntry> attributes)
    {
        List(text, 12, attributes.Count);
        foreach (NetCdfEntry attribute in attributes)
        {
            Name(text, attribute.Name);
            Int(text, (int)(attribute.Text is null ? NetCdfType.F64 : NetCdfType.Text));
            if (attribute.Text is { } value)
            {
                Name(text, value);
                continue;
            }

            Int(text, attribute.Numbers.Count);
            foreach (double number in attribute.Numbers)
                Number(text, number);
        }
    }

    /// <summary>Bytes of a variable, or of one of its records.</summary>
    private static int Size(NetCdfColumn variable, IReadOnlyList<NetCdfDimension> dimensions)
    {
        long count = sizeof(double);
        foreach (string axis in variable.Axes)
        {
            int length = dimensions.FirstOrDefault(d => d.Name == axis)?.Length ?? 0;
            count *= length > 0 ? length : throw new ArgumentException($"Expected a dimension {axis} of positive length for {variable.Name}.", nameof(dimensions));
            if (count > Array.MaxLength)
                throw new ArgumentException($"Expected records of at most {Array.MaxLength} bytes, found more of {variable.Name}.", nameof(dimensions));
        }

        return variable.Values is not { } values || values.Count * sizeof(double) == count ? (int)count
            : throw new ArgumentException($"Expected {count / sizeof(double)} values of {variable.Name}, found {values.Count}.", nameof(variable));
    }

    private static void Variable(MemoryStream text, NetCdfColumn variable, int[] axes, int size, long place)
    {
        Name(text, variable.Name);
        Int(text, axes.Length);
        foreach (int axis in axes)
            Int(text, axis);
        Attributes(text, variable.Attributes);
        Int(text, (int)NetCdfType.F64);
        Int(text, size);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, place);
        text.Write(bytes);
    }

    private static void Number(Stream stream, double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        stream.Write(bytes);
    }

    /// <summary>Letters after their count, up to a multiple of four bytes.</summary>
    private static void Name(MemoryStream text, string name)
    {
        byte[] letters = Encoding.UTF8.GetBytes(name);
        Int(text, letters.Length);
        text.Write(letters);
        text.Write(new byte[(4 - (letters.Length % 4)) % 4]);
    }

    private static void Int(Stream stream, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        stream.Write(bytes);
    }
}
