using System.Numerics;
using System.Runtime.CompilerServices;

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
    public static SafeTensor FromSingles(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        From(name, SafeTensorType.F32, shape, values);

    /// <summary>A tensor of <see cref="SafeTensorType.F64"/>; as <see cref="FromSingles"/>.</summary>
    /// <inheritdoc cref="FromSingles"/>
    public static SafeTensor FromDoubles(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> values) =>
        From(name, SafeTensorType.F64, shape, values);

    /// <summary>A tensor of <see cref="SafeTensorType.I32"/>; as <see cref="FromSingles"/>.</summary>
    /// <inheritdoc cref="FromSingles"/>
    public static SafeTensor FromInt32s(string name, ReadOnlySpan<long> shape, ReadOnlySpan<int> values) =>
        From(name, SafeTensorType.I32, shape, values);

    /// <summary>A tensor of <see cref="SafeTensorType.I64"/>; as <see cref="FromSingles"/>.</summary>
    /// <inheritdoc cref="FromSingles"/>
    public static SafeTensor FromInt64s(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values) =>
        From(name, SafeTensorType.I64, shape, values);

    /// <summary>The elements, row-major.</summary>
    /// <exception cref="VardaxFormatException">The type is not <see cref="SafeTensorType.F32"/>.</exception>
    public float[] ToSingles() => To<float>(SafeTensorType.F32);

    /// <summary>As <see cref="ToSingles"/>, and none of them infinite or NaN.</summary>
    /// <exception cref="VardaxFormatException">The type is not <see cref="SafeTensorType.F32"/>, or an element is not finite.
    /// </exception>
    public float[] ToFiniteSingles() => Finite(ToSingles());

    /// <summary>The elements, row-major.</summary>
    /// <exception cref="VardaxFormatException">The type is not <see cref="SafeTensorType.F64"/>.</exception>
    public double[] ToDoubles() => To<double>(SafeTensorType.F64);

    /// <summary>As <see cref="ToDoubles"/>, and none of them infinite or NaN.</summary>
    /// <exception cref="VardaxFormatException">The type is not <see cref="SafeTensorType.F64"/>, or an element is not finite.
    /// </exception>
    public double[] ToFiniteDoubles() => Finite(ToDoubles());

    /// <summary>The elements, row-major.</summary>
    /// <exception cref="VardaxFormatException">The type is not <see cref="SafeTensorType.I32"/>.</exception>
    public int[] ToInt32s() => To<int>(SafeTensorType.I32);

    /// <summary>The elements, row-major.</summary>
    /// <exception cref="VardaxFormatException">The type is not <see cref="SafeTensorType.I64"/>.</exception>
    public long[] ToInt64s() => To<long>(SafeTensorType.I64);

    /// <summary>A type and a shape as messages show them.</summary>
    internal static string Describe(SafeTensorType type, ReadOnlySpan<long> shape) =>
        $"{type.Name()} [{string.Join(", ", shape.ToArray())}]";

    /// <summary>Requires a type and a shape of a tensor that was read.</summary>
    internal void Require(SafeTensorType type, ReadOnlySpan<long> expected)
    {
        if (Type != type || !expected.SequenceEqual(shape))
            throw Fault($"expected {Describe(type, expected)}, found {Describe(Type, shape)}");
    }

    private static SafeTensor From<T>(string name, SafeTensorType type, ReadOnlySpan<long> shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name == SafeTensorsHeader.MetadataKey)
            throw new ArgumentException($"Expected a name other than {SafeTensorsHeader.MetadataKey}.", nameof(name));
        if (type.ByteCount(shape) is not { } bytes)
            throw new ArgumentException($"Expected axes of which a tensor can be, found {Describe(type, shape)}.", nameof(shape));
        return bytes == (long)values.Length * type.Bits() / 8 && bytes <= Array.MaxLength
            ? new SafeTensor(Memory, name, type, shape.ToArray(), 0, LittleEndian.Bytes(values))
            : throw new ArgumentException($"Expected {Describe(type, shape)}, found {values.Length} values.", nameof(shape));
    }

    private T[] To<T>(SafeTensorType type)
        where T : unmanaged => Type == type
            ? LittleEndian.Values<T>(Data.Span)
            : throw Fault($"expected elements of type {type.Name()}, found {Type.Name()}");

    private T[] Finite<T>(T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        int index = values.AsSpan().IndexOfAnyExceptInRange(T.MinValue, T.MaxValue);
        return index < 0 ? values : throw Fault($"element {index}: expected a finite number, found {values[index]}", index * Unsafe.SizeOf<T>());
    }

    /// <summary>What is wrong with the tensor, so many bytes behind its first.</summary>
    internal VardaxFormatException Fault(FormattableString fault, long within = 0, Exception? inner = null) =>
        new(file, Offset + within, $"tensor '{Name}': {FormattableString.Invariant(fault)}", inner);
}
