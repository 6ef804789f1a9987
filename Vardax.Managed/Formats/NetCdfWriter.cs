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

    /// <summary>Writes the header at the stream's position.</summary>
    /// <param name="stream">Must seek; stays open.</param>
    /// <param name="recordDimension">The name of the dimension that grows.</param>
    /// <param name="dimensions">The other dimensions: names and lengths.</param>
    /// <param name="attributes">Attributes of the file.</param>
    /// <param name="variables">Name, names of the axes after the record dimension, and attributes of each variable.</param>
    /// <param name="coordinates">Names, values and attributes of variables along the dimension of the same name, which do not grow.</param>
    /// <exception cref="ArgumentException">The stream cannot seek, a name is not there or there twice, a length is not positive, or a record is larger than 2 GiB.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public NetCdfWriter(
        Stream stream, string recordDimension, IReadOnlyList<(string Name, int Length)> dimensions, IReadOnlyList<NetCdfAttribute> attributes,
        IReadOnlyList<(string Name, IReadOnlyList<string> Axes, IReadOnlyList<NetCdfAttribute> Attributes)> variables,
        params IReadOnlyList<(string Name, IReadOnlyList<double> Values, IReadOnlyList<NetCdfAttribute> Attributes)> coordinates)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(dimensions);
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentNullException.ThrowIfNull(variables);
        ArgumentNullException.ThrowIfNull(coordinates);
        if (!stream.CanSeek)
            throw new ArgumentException("Expected a stream that can seek.", nameof(stream));
        string[] axes = [recordDimension, .. dimensions.Select(d => d.Name)];
        Different(axes, nameof(dimensions));
        Different([.. variables.Select(v => v.Name), .. coordinates.Select(c => c.Name)], nameof(variables));
        if (coordinates.Any(c => !dimensions.Contains((c.Name, c.Values.Count))))
            throw new ArgumentException("Expected a dimension for each coordinate, of as many values.", nameof(coordinates));
        int coordinateBytes = sizeof(double) * coordinates.Sum(c => c.Values.Count);
        long size = 0;
        List<long> places = [];
        foreach ((string name, IReadOnlyList<string> own, _) in variables)
        {
            places.Add(size);
            long count = sizeof(double);
            foreach (string axis in own)
            {
                int length = dimensions.FirstOrDefault(d => d.Name == axis).Length;
                count *= length > 0 ? length : throw new ArgumentException($"Expected a dimension {axis} of positive length for {name}.", nameof(dimensions));
                if (count > Array.MaxLength)
                    throw new ArgumentException($"Expected records within 2 GiB, found more of {name}.", nameof(variables));
            }

            size += count;
        }

        if (size > Array.MaxLength)
            throw new ArgumentException("Expected records within 2 GiB, found more.", nameof(variables));
        (this.stream, record, start) = (stream, new byte[size], stream.Position);
        byte[] header = Header(0);
        stream.Write(Header(header.Length));
        foreach ((_, IReadOnlyList<double> values, _) in coordinates)
        {
            foreach (double value in values)
                Number(stream, value);
        }

        byte[] Header(long begin)
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
            List(text, 11, coordinates.Count + variables.Count);
            long place = begin;
            foreach ((string name, IReadOnlyList<double> values, IReadOnlyList<NetCdfAttribute> own) in coordinates)
            {
                Variable(text, name, [Array.IndexOf(axes, name)], own, sizeof(double) * values.Count, place);
                place += sizeof(double) * values.Count;
            }

            for (int v = 0; v < variables.Count; v++)
            {
                Variable(text, variables[v].Name, [0, .. variables[v].Axes.Select(axis => Array.IndexOf(axes, axis))], variables[v].Attributes,
                    (int)((v + 1 < variables.Count ? places[v + 1] : size) - places[v]), begin + coordinateBytes + places[v]);
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

    private static void Attributes(MemoryStream text, IReadOnlyList<NetCdfAttribute> attributes)
    {
        List(text, 12, attributes.Count);
        foreach (NetCdfAttribute attribute in attributes)
        {
            Name(text, attribute.Name);
            Int(text, (int)(attribute.Text is null ? NetCdfType.Double : NetCdfType.Char));
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

    private static void Variable(MemoryStream text, string name, int[] axes, IReadOnlyList<NetCdfAttribute> attributes, int size, long place)
    {
        Name(text, name);
        Int(text, axes.Length);
        foreach (int axis in axes)
            Int(text, axis);
        Attributes(text, attributes);
        Int(text, (int)NetCdfType.Double);
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
