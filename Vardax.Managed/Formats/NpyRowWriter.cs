using System.Buffers.Binary;
using System.Numerics;

namespace Vardax.Managed.Formats;

/// <summary>
/// Writes a .npy array of single-precision or double-precision numbers row by row. Where their number is not known, it is filled in at the end: the
/// header has room for it, as numpy's has. Until then the file says that it has no rows.
/// </summary>
/// <remarks>With <see cref="AtomicFile"/> around it a file is whole or untouched.</remarks>
public sealed class NpyRowWriter : IDisposable
{
    private readonly Stream stream;
    private readonly bool leaveOpen;
    private readonly long start;
    private readonly int[] shape;
    private readonly byte[] row;
    private readonly int? announced;
    private readonly NpyType type;
    private bool completed;

    /// <summary>Writes the header at the stream's position.</summary>
    /// <param name="stream">Must seek.</param>
    /// <param name="rowShape">Length of each axis after the first; empty for an array of one axis.</param>
    /// <param name="leaveOpen">Whether disposing of the writer leaves the stream open.</param>
    /// <exception cref="ArgumentException">
    /// The stream cannot seek, an axis is negative, or the row is larger than 2 GiB.
    /// </exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public NpyRowWriter(Stream stream, ReadOnlySpan<int> rowShape, bool leaveOpen = false)
        : this(stream, null, rowShape, leaveOpen, NpyType.F32)
    {
    }

    /// <summary>Writes the header at the stream's position, of an array whose number of rows is known.</summary>
    /// <param name="stream">Need not seek.</param>
    /// <param name="rows">How many rows will be written.</param>
    /// <param name="rowShape">Length of each axis after the first; empty for an array of one axis.</param>
    /// <param name="leaveOpen">Whether disposing of the writer leaves the stream open.</param>
    /// <exception cref="ArgumentException">A number is negative, or the row is larger than 2 GiB.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public NpyRowWriter(Stream stream, int rows, ReadOnlySpan<int> rowShape, bool leaveOpen = false)
        : this(stream, (int?)rows, rowShape, leaveOpen, NpyType.F32)
    {
    }

    private NpyRowWriter(Stream stream, int? rows, ReadOnlySpan<int> rowShape, bool leaveOpen, NpyType type)
    {
        this.type = type;
        ArgumentNullException.ThrowIfNull(stream);
        if (rows is null && !stream.CanSeek)
            throw new ArgumentException("Expected a stream that can seek.", nameof(stream));
        ArgumentOutOfRangeException.ThrowIfNegative(rows ?? 0, nameof(rows));
        shape = [rows ?? 0, .. rowShape];
        if (rowShape.ContainsAnyExceptInRange(0, int.MaxValue)
            || Header().Count(rowShape) is not { } length || length > Array.MaxLength / type.Size())
        {
            string found = string.Join(", ", rowShape.ToArray());
            throw new ArgumentException($"Expected axes of 0 or more, a row within 2 GiB, found ({found}).", nameof(rowShape));
        }

        this.stream = stream;
        this.leaveOpen = leaveOpen;
        announced = rows;
        start = rows is null ? stream.Position : 0;
        row = new byte[length * type.Size()];
        stream.Write(Header().Bytes());
    }

    /// <summary>Number of rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Writes the header of an array of double-precision numbers at the stream's position.</summary>
    /// <inheritdoc cref="NpyRowWriter(Stream, ReadOnlySpan{int}, bool)" path="/param|/exception"/>
    public static NpyRowWriter OfDoubles(Stream stream, ReadOnlySpan<int> rowShape, bool leaveOpen = false) =>
        new(stream, null, rowShape, leaveOpen, NpyType.F64);

    /// <summary>Appends a row.</summary>
    /// <param name="values">As many numbers as the row's shape has, row-major.</param>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    /// <exception cref="InvalidOperationException">
    /// The array is complete, or has as many rows as it can or is to have.
    /// </exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public void Write(ReadOnlySpan<float> values)
    {
        Require(values.Length, nameof(values));
        Append(values);
    }

    /// <summary>Appends a row to an array of double-precision numbers.</summary>
    /// <param name="values">As many numbers as the row's shape has, row-major.</param>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    /// <exception cref="InvalidOperationException">The array is of single precision, or complete, or has as many rows as it can have.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public void Write(ReadOnlySpan<double> values)
    {
        Require(values.Length, nameof(values));
        if (type != NpyType.F64)
            throw new InvalidOperationException("The array is of single precision.");
        Append(values);
    }

    /// <summary>Fills in the number of rows, and leaves the stream after the last; more calls do nothing.</summary>
    /// <exception cref="InvalidOperationException">There are fewer rows than were to be written.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public void Complete()
    {
        if (completed)
            return;
        completed = true;
        if (announced is { } expected)
        {
            if (Rows != expected)
                throw new InvalidOperationException($"Expected {expected} rows, found {Rows}.");
            return;
        }

        shape[0] = Rows;
        long end = stream.Position;
        stream.Position = start;
        stream.Write(Header().Bytes());
        stream.Position = end;
    }

    /// <summary>
    /// Completes the array, where the number of rows was not known, and closes the stream, unless it is to be left open.
    /// </summary>
    /// <exception cref="IOException">Writing fails.</exception>
    public void Dispose()
    {
        try
        {
            if (announced is null)
                Complete();
        }
        finally
        {
            if (!leaveOpen)
                stream.Dispose();
        }
    }

    private void Append<T>(ReadOnlySpan<T> values)
        where T : INumberBase<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (type == NpyType.F32)
                BinaryPrimitives.WriteSingleLittleEndian(row.AsSpan(i * sizeof(float)), float.CreateTruncating(values[i]));
            else
                BinaryPrimitives.WriteDoubleLittleEndian(row.AsSpan(i * sizeof(double)), double.CreateTruncating(values[i]));
        }

        stream.Write(row);
        Rows++;
    }

    private void Require(int count, string argument)
    {
        if (count != row.Length / type.Size())
            throw new ArgumentException($"Expected a row of {row.Length / type.Size()} numbers, found {count}.", argument);
        if (completed || Rows == (announced ?? int.MaxValue))
            throw new InvalidOperationException($"The array is complete with {Rows} rows.");
    }

    private NpyHeader Header() => new(type, BigEndian: false, Fortran: false, shape);
}
