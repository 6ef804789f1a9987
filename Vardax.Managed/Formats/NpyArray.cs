using System.Globalization;

namespace Vardax.Managed.Formats;

/// <summary>
/// An array in the .npy format (NEP 1, numpy.lib.format): elements in row-major order, little-endian, whatever orders the file
/// has. Immutable.
/// </summary>
public sealed class NpyArray
{
    private readonly string file;
    private readonly int[] shape;

    private NpyArray(string file, NpyType type, int[] shape, byte[] data)
    {
        this.file = file;
        this.shape = shape;
        Type = type;
        Data = data;
    }

    /// <summary>Length of each axis, outermost first; empty for a single number.</summary>
    public IReadOnlyList<int> Shape => shape;

    /// <summary>Type of the elements.</summary>
    public NpyType Type { get; }

    /// <summary>The elements' bytes, product(shape) * element size.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    private int Count => Data.Length / Type.Size();

    /// <summary>An array of <see cref="NpyType.F32"/>.</summary>
    /// <param name="shape">Length of each axis.</param>
    /// <param name="values">product(shape) values, row-major.</param>
    /// <exception cref="ArgumentException">A negative axis, or another number of values.</exception>
    public static NpyArray FromSingles(ReadOnlySpan<int> shape, ReadOnlySpan<float> values) => From(NpyType.F32, shape, values);

    /// <summary>An array of <see cref="NpyType.F64"/>; as <see cref="FromSingles"/>.</summary>
    /// <inheritdoc cref="FromSingles"/>
    public static NpyArray FromDoubles(ReadOnlySpan<int> shape, ReadOnlySpan<double> values) => From(NpyType.F64, shape, values);

    /// <summary>An array of <see cref="NpyType.I64"/>; as <see cref="FromSingles"/>.</summary>
    /// <inheritdoc cref="FromSingles"/>
    public static NpyArray FromInt64s(ReadOnlySpan<int> shape, ReadOnlySpan<long> values) => From(NpyType.I64, shape, values);

    /// <summary>An array of <see cref="NpyType.Bool"/>; as <see cref="FromSingles"/>.</summary>
    /// <inheritdoc cref="FromSingles"/>
    public static NpyArray FromBooleans(ReadOnlySpan<int> shape, ReadOnlySpan<bool> values) => From(NpyType.Bool, shape, values);

    /// <summary>
    /// Reads one array from the stream's position, and leaves the stream right after it: where more arrays follow, as in a file
    /// of leaves, read again.
    /// </summary>
    /// <param name="stream">Need not seek; stays open.</param>
    /// <param name="name">What messages call it; their offsets count from the stream's position.</param>
    /// <exception cref="VardaxFormatException">
    /// There is no array, or one of another element type, or of more than 2 GiB.
    /// </exception>
    /// <exception cref="IOException">Reading fails.</exception>
    public static NpyArray Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ByteSource source = new(stream, name);
        return TryRead(source) ?? throw source.Fault("expected a .npy array, found the end");
    }

    /// <summary>The next array; null at the end.</summary>
    internal static NpyArray? TryRead(ByteSource source)
    {
        if (NpyHeader.Read(source) is not { } header)
            return null;
        if (header.Count(header.Shape) is not { } count)
            throw source.Fault("expected an array that fits in a file, found a shape of more elements");
        byte[] data = source.Take(count * header.Type.Size(), "the array's elements");
        if (header.BigEndian)
            NpyOrder.Reverse(data, header.Type.Size());
        if (header.Fortran && header.Shape.Length > 1)
            data = NpyOrder.RowMajor(data, header.Shape, header.Type.Size());
        return new NpyArray(source.Name, header.Type, header.Shape, data);
    }

    /// <summary>Writes the array at the stream's position: version 1.0 of the format, byte for byte what numpy writes.</summary>
    /// <param name="stream">Need not seek; stays open.</param>
    /// <exception cref="IOException">Writing fails.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(new NpyHeader(Type, BigEndian: false, Fortran: false, shape).Bytes());
        stream.Write(Data.Span);
    }

    /// <summary>
    /// The elements as single-precision numbers, row-major: doubles and integers rounded to the nearest, booleans 0 and 1.
    /// </summary>
    /// <exception cref="VardaxFormatException">A finite double is beyond the range of single precision.</exception>
    public float[] ToSingles()
    {
        float[] values = new float[Count];
        ReadOnlySpan<byte> data = Data.Span;
        for (int i = 0; i < values.Length; i++)
        {
            if (!NpyElement.TrySingle(data, i, Type, out values[i]))
            {
                throw new VardaxFormatException(file, 0, string.Create(CultureInfo.InvariantCulture,
                    $"element {i}: expected a number within the range of single precision, found {NpyElement.Double(data, i, Type)}"));
            }
        }

        return values;
    }

    /// <summary>The elements as double-precision numbers, row-major: 64-bit integers rounded to the nearest.</summary>
    public double[] ToDoubles()
    {
        double[] values = new double[Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = NpyElement.Double(Data.Span, i, Type);
        return values;
    }

    /// <summary>The elements as integers, row-major.</summary>
    /// <exception cref="VardaxFormatException">The elements are floating-point numbers.</exception>
    public long[] ToInt64s()
    {
        if (Type is NpyType.F32 or NpyType.F64)
            throw new VardaxFormatException(file, 0, $"expected elements that are integers, found '{Type.Description()}'");
        long[] values = new long[Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = Type == NpyType.I64 ? NpyElement.Int64(Data.Span, i) : (long)NpyElement.Double(Data.Span, i, Type);
        return values;
    }

    private static NpyArray From<T>(NpyType type, ReadOnlySpan<int> shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        string axes = string.Join(", ", shape.ToArray());
        if (shape.ContainsAnyExceptInRange(0, int.MaxValue))
            throw new ArgumentException($"Expected axes of 0 or more, found ({axes}).", nameof(shape));
        NpyHeader header = new(type, BigEndian: false, Fortran: false, shape.ToArray());
        return header.Count(shape) == values.Length && (long)values.Length * type.Size() <= Array.MaxLength
            ? new NpyArray(SafeTensor.Memory, type, header.Shape, LittleEndian.Bytes(values))
            : throw new ArgumentException($"Expected as many values as a shape ({axes}) has, found {values.Length}.", nameof(shape));
    }
}
