using System.Buffers.Binary;
using System.Globalization;

namespace Vardax.Managed.Formats;

/// <summary>A named tensor of a safetensors file: elements in row-major order, little-endian. Immutable.</summary>
public sealed class SafeTensor
{
    /// <summary>What the file of a tensor is called that was made here and not read.</summary>
    internal const string Memory = "(memory)";

    private readonly string file;
    private readonly long[] shape;

    internal SafeTensor(
        string file, string name, SafeTensorType type, long[] shape, long offset, ReadOnlyMemory<byte> data)
    {
        this.file = file;
        this.shape = shape;
        Name = name;
        Type = type;
        Offset = offset;
        Data = data;
    }

    /// <summary>The name, unique within a file.</summary>
    public string Name { get; }

    /// <summary>Type of the elements.</summary>
    public SafeTensorType Type { get; }

    /// <summary>Length of each axis, outermost first; empty for a single number.</summary>
    public IReadOnlyList<long> Shape => shape;

    /// <summary>Where the elements begin in the file they were read from; 0 where the tensor was made here.</summary>
    public long Offset { get; }

    /// <summary>The elements' bytes, product(shape) * element size; a view of the file's bytes where they were read.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>A tensor of <see cref="SafeTensorType.F32"/>.</summary>
    /// <param name="name">Not empty, and not <c>__metadata__</c>.</param>
    /// <param name="shape">Length of each axis.</param>
    /// <param name="values">product(shape) values, row-major.</param>
    /// <exception cref="ArgumentException">A bad name, a negative axis, or another number of values.</exception>
    public static SafeTensor FromSingles(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        byte[] data = Room(name, SafeTensorType.F32, shape, values.Length);
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * sizeof(float)), values[i]);
        return new SafeTensor(Memory, name, SafeTensorType.F32, shape.ToArray(), 0, data);
    }

    /// <summary>A tensor of <see cref="SafeTensorType.F64"/>; as <see cref="FromSingles"/>.</summary>
    /// <inheritdoc cref="FromSingles"/>
    public static SafeTensor FromDoubles(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> values)
    {
        byte[] data = Room(name, SafeTensorType.F64, shape, values.Length);
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(i * sizeof(double)), values[i]);
        return new SafeTensor(Memory, name, SafeTensorType.F64, shape.ToArray(), 0, data);
    }

    /// <summary>A tensor of <see cref="SafeTensorType.I32"/>; as <see cref="FromSingles"/>.</summary>
    /// <inheritdoc cref="FromSingles"/>
    public static SafeTensor FromInt32s(string name, ReadOnlySpan<long> shape, ReadOnlySpan<int> values)
    {
        byte[] data = Room(name, SafeTensorType.I32, shape, values.Length);
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(i * sizeof(int)), values[i]);
        return new SafeTensor(Memory, name, SafeTensorType.I32, shape.ToArray(), 0, data);
    }

    /// <summary>A tensor of <see cref="SafeTensorType.I64"/>; as <see cref="FromSingles"/>.</summary>
    /// <inheritdoc cref="FromSingles"/>
    public static SafeTensor FromInt64s(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values)
    {
        byte[] data = Room(name, SafeTensorType.I64, shape, values.Length);
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(i * sizeof(long)), values[i]);
        return new SafeTensor(Memory, name, SafeTensorType.I64, shape.ToArray(), 0, data);
    }

    /// <summary>The elements, row-major.</summary>
    /// <exception cref="VardaxFormatException">The type is not <see cref="SafeTensorType.F32"/>.</exception>
    public float[] ToSingles()
    {
        RequireType(SafeTensorType.F32);
        float[] values = new float[Data.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(Data.Span[(i * sizeof(float))..]);
        return values;
    }

    /// <summary>As <see cref="ToSingles"/>, and none of them infinite or NaN.</summary>
    /// <exception cref="VardaxFormatException">The type is not <see cref="SafeTensorType.F32"/>, or an element is not finite.
    /// </exception>
    public float[] ToFiniteSingles()
    {
        float[] values = ToSingles();
        int index = values.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        return index < 0 ? values : throw NotFinite(index, values[index], sizeof(float));
    }

    /// <summary>The elements, row-major.</summary>
    /// <exception cref="VardaxFormatException">The type is not <see cref="SafeTensorType.F64"/>.</exception>
    public double[] ToDoubles()
    {
        RequireType(SafeTensorType.F64);
        double[] values = new double[Data.Length / sizeof(double)];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(Data.Span[(i * sizeof(double))..]);
        return values;
    }

    /// <summary>As <see cref="ToDoubles"/>, and none of them infinite or NaN.</summary>
    /// <exception cref="VardaxFormatException">The type is not <see cref="SafeTensorType.F64"/>, or an element is not finite.
    /// </exception>
    public double[] ToFiniteDoubles()
    {
        double[] values = ToDoubles();
        int index = values.AsSpan().IndexOfAnyExceptInRange(double.MinValue, double.MaxValue);
        return index < 0 ? values : throw NotFinite(index, values[index], sizeof(double));
    }

    /// <summary>The elements, row-major.</summary>
    /// <exception cref="VardaxFormatException">The type is not <see cref="SafeTensorType.I32"/>.</exception>
    public int[] ToInt32s()
    {
        RequireType(SafeTensorType.I32);
        int[] values = new int[Data.Length / sizeof(int)];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(Data.Span[(i * sizeof(int))..]);
        return values;
    }

    /// <summary>The elements, row-major.</summary>
    /// <exception cref="VardaxFormatException">The type is not <see cref="SafeTensorType.I64"/>.</exception>
    public long[] ToInt64s()
    {
        RequireType(SafeTensorType.I64);
        long[] values = new long[Data.Length / sizeof(long)];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(Data.Span[(i * sizeof(long))..]);
        return values;
    }

    /// <summary>A type and a shape as messages show them.</summary>
    internal static string Describe(SafeTensorType type, ReadOnlySpan<long> shape) =>
        $"{type.Name()} [{string.Join(", ", shape.ToArray())}]";

    /// <summary>Requires a type and a shape of a tensor that was read.</summary>
    internal void Require(SafeTensorType type, ReadOnlySpan<long> expected)
    {
        if (Type != type || !expected.SequenceEqual(shape))
            throw Fault($"expected {Describe(type, expected)}, found {Describe(Type, shape)}");
    }

    private static byte[] Room(string name, SafeTensorType type, ReadOnlySpan<long> shape, int count)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name == SafeTensorsHeader.MetadataKey)
            throw new ArgumentException($"Expected a name other than {SafeTensorsHeader.MetadataKey}.", nameof(name));
        if (type.ByteCount(shape) is not { } bytes)
            throw new ArgumentException($"Expected axes of which a tensor can be, found {Describe(type, shape)}.", nameof(shape));
        return bytes == (long)count * type.Bits() / 8 && bytes <= Array.MaxLength
            ? new byte[bytes]
            : throw new ArgumentException($"Expected {Describe(type, shape)}, found {count} values.", nameof(shape));
    }

    private void RequireType(SafeTensorType type)
    {
        if (Type != type)
            throw Fault($"expected elements of type {type.Name()}, found {Type.Name()}");
    }

    private VardaxFormatException NotFinite(int index, double value, int size) =>
        Fault(string.Create(CultureInfo.InvariantCulture, $"element {index}: expected a finite number, found {value}"), index * size);

    private VardaxFormatException Fault(string fault, long within = 0) => new(file, Offset + within, $"tensor '{Name}': {fault}");
}
