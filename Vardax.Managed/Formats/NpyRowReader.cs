using System.Globalization;

namespace Vardax.Managed.Formats;

/// <summary>
/// Reads a .npy array row by row, a row being what one index of the first axis holds: memory is that of one row, however many
/// there are. Types, byte orders and element orders are those of <see cref="NpyArray"/>.
/// </summary>
/// <remarks>
/// In Fortran order the first axis varies fastest and no row is whole before the last byte: such an array of two axes or more is
/// read at once, with the first row, and takes its own size in memory (twice while it is rearranged), at most 2 GiB. What follows
/// the array stays unread in a stream that is left open; a reader that closes its stream refuses it after the last row.
/// </remarks>
public sealed class NpyRowReader : IDisposable
{
    private readonly Stream stream;
    private readonly bool leaveOpen;
    private readonly ByteSource source;
    private readonly NpyHeader header;
    private readonly long rowBytes;
    private readonly bool fortran;
    private byte[]? rows;
    private int next;

    /// <summary>Reads the header of the array at the stream's position.</summary>
    /// <param name="stream">Need not seek.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="leaveOpen">Whether disposing of the reader leaves the stream open.</param>
    /// <exception cref="VardaxFormatException">
    /// There is no array, or one of another element type, without axes, or of more bytes than the stream has; or a row is larger
    /// than 2 GiB, or an array in Fortran order.
    /// </exception>
    /// <exception cref="IOException">Reading fails.</exception>
    public NpyRowReader(Stream stream, string name, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        this.stream = stream;
        this.leaveOpen = leaveOpen;
        source = new ByteSource(stream, name);
        header = NpyHeader.Read(source) ?? throw source.Fault("expected a .npy array, found the end");
        if (header.Shape.Length == 0)
            throw source.Fault("expected an array of rows, found a single number");
        int size = header.Type.Size();
        if (header.Count(header.Shape) is not { } count || header.Count(header.Shape.AsSpan(1)) is not { } length)
            throw source.Fault("expected an array that fits in a file, found a shape of more elements");
        rowBytes = length * size;
        if (rowBytes > Array.MaxLength)
            throw source.Fault($"expected rows of at most {Array.MaxLength} bytes, found {rowBytes}");
        fortran = header.Fortran && header.Shape.Length > 1;
        if (fortran && count * size > Array.MaxLength)
            throw source.Fault($"expected at most {Array.MaxLength} bytes of an array in Fortran order, found {count * size}");
        if (source.Remaining is { } remaining && remaining < count * size)
            throw source.Fault($"expected {count * size} bytes of rows, found {remaining}");
        RowLength = (int)length;
    }

    /// <summary>Length of each axis; the first is <see cref="Rows"/>.</summary>
    public IReadOnlyList<int> Shape => header.Shape;

    /// <summary>Number of rows.</summary>
    public int Rows => header.Shape[0];

    /// <summary>Numbers in a row: the product of the axes after the first.</summary>
    public int RowLength { get; }

    /// <summary>The next row, row-major, as single-precision numbers (as <see cref="NpyArray.ToSingles"/>).</summary>
    /// <param name="values"><see cref="RowLength"/> numbers, filled unless there is no row left.</param>
    /// <returns>Whether there was a row left.</returns>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    /// <exception cref="VardaxFormatException">
    /// The stream ends within the row, a finite double is beyond the range of single precision, or after the last row there is
    /// more in a stream that is not left open.
    /// </exception>
    /// <exception cref="IOException">Reading fails.</exception>
    public bool ReadRow(Span<float> values)
    {
        if (values.Length != RowLength)
            throw new ArgumentException($"Expected room for {RowLength} numbers, found {values.Length}.", nameof(values));
        if (next == Rows)
        {
            if (!leaveOpen)
                source.RequireEnd("the array");
            return false;
        }

        ReadOnlySpan<byte> row = fortran ? Rearranged() : Following();
        for (int i = 0; i < values.Length; i++)
        {
            if (!NpyElement.TrySingle(row, i, header.Type, out values[i]))
                throw Beyond(row, i);
        }

        next++;
        return true;
    }

    /// <summary>Closes the stream, unless it is to be left open.</summary>
    public void Dispose()
    {
        if (!leaveOpen)
            stream.Dispose();
    }

    private ReadOnlySpan<byte> Following()
    {
        // A stream that cannot tell its length shows by the first row that it has as much: nothing is allocated ahead.
        if (rows is null)
            rows = source.Take(rowBytes, "row 0");
        else
            source.Fill(rows, "a row");
        if (header.BigEndian)
            NpyOrder.Reverse(rows, header.Type.Size());
        return rows;
    }

    private ReadOnlySpan<byte> Rearranged()
    {
        if (rows is null)
        {
            byte[] all = source.Take(rowBytes * Rows, "the array's elements");
            if (header.BigEndian)
                NpyOrder.Reverse(all, header.Type.Size());
            rows = NpyOrder.RowMajor(all, header.Shape, header.Type.Size());
        }

        return rows.AsSpan((int)(next * rowBytes), (int)rowBytes);
    }

    private VardaxFormatException Beyond(ReadOnlySpan<byte> row, int index)
    {
        string value = NpyElement.Double(row, index, header.Type).ToString(CultureInfo.InvariantCulture);
        long start = source.Offset - (fortran ? rowBytes * Rows : rowBytes - ((long)index * header.Type.Size()));
        return new VardaxFormatException(
            source.Name, start,
            $"row {next}, number {index}: expected a number within the range of single precision, found {value}");
    }
}
