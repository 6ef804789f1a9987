using System.Buffers.Binary;
using System.Text;

namespace Vardax.Managed.Formats;

/// <summary>Reads a NetCDF classic file that is in memory. No length is believed before its bytes are seen to be there.</summary>
/// <param name="bytes">The file.</param>
/// <param name="name">What messages call it.</param>
internal sealed class NetCdfReader(byte[] bytes, string name)
{
    private const int DimensionTag = 10, VariableTag = 11, AttributeTag = 12, MostAxes = 32;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private int at;
    private bool isWide;

    /// <summary>The whole file.</summary>
    public NetCdfFile Read()
    {
        int version = bytes.Length >= 4 && bytes.AsSpan().StartsWith("CDF"u8) ? bytes[3] : 0;
        if (version is not (1 or 2 or 5))
        {
            string kind = FileKind.Of(bytes) ?? "something else";
            throw Fault(0, $"expected a NetCDF classic file (CDF-1, 2 or 5), found {kind}");
        }

        (at, isWide) = (4, version == 5);
        long records = isWide ? Int64("the number of records") : Int32("the number of records");
        (string Name, long Length)[] axes = List(DimensionTag, "dimensions", isWide ? 20 : 12, () => (Name(), Count("a dimension's length")));
        NetCdfEntry[] attributes = Attributes();
        Header[] headers = List(VariableTag, "variables", 32, () => Variable(axes, version));
        int record = Array.FindIndex(axes, axis => axis.Length == 0);
        if (Array.FindLastIndex(axes, axis => axis.Length == 0) != record)
            throw Fault(at, "expected one record dimension at most, found more");
        foreach (string[] names in (string[][])[[.. axes.Select(a => a.Name)], [.. headers.Select(h => h.Name)]])
        {
            if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw Fault(at, $"expected different names, found {twice.Key} twice");
        }

        Header[] growing = [.. headers.Where(h => IsRecord(h, record))];
        // One variable that grows is not padded.
        long stride = growing is [var only] ? Bytes(only, axes, record) : growing.Sum(h => Padded(Bytes(h, axes, record)));
        if (records == (isWide ? -1 : uint.MaxValue))
            records = growing.Length == 0 || stride == 0 ? 0 : Math.Max(0, (bytes.Length - growing.Min(h => h.Begin)) / stride);
        if (records is < 0 or > int.MaxValue)
            throw Fault(4, $"expected a number of records from 0 to {int.MaxValue}, found {records}");
        if (records > 1 && stride > bytes.Length)
            throw Fault(4, $"expected records within the file of {bytes.Length} bytes, found {records} of {stride} bytes");
        if (Array.Find(axes, axis => axis.Length > int.MaxValue) is { Name: { } huge })
            throw Fault(at, $"expected dimensions up to {int.MaxValue}, found a longer {huge}");
        NetCdfDimension[] dimensions = [.. axes.Select((axis, i) => new NetCdfDimension(axis.Name, (int)(i == record ? records : axis.Length), i == record))];
        return new NetCdfFile(name, version, dimensions, attributes, [.. headers.Select(h => new NetCdfVariable(
            h.Name, h.Type, [.. h.Axes.Select(axis => dimensions[axis])], h.Attributes, Rows(h, Bytes(h, axes, record), IsRecord(h, record) ? records : -1, stride)))]);
    }

    private static bool IsRecord(Header header, int record) => record >= 0 && header.Axes is [var first, ..] && first == record;

    private static long Padded(long count) => (count + 3) / 4 * 4;

    private Header Variable((string Name, long Length)[] axes, int version)
    {
        int start = at;
        string variable = Name();
        long rank = Count($"the number of axes of {variable}");
        if (rank > MostAxes)
            throw Fault(at, $"expected at most {MostAxes} axes of {variable}, found {rank}");
        var own = new int[rank];
        for (int i = 0; i < own.Length; i++)
        {
            long axis = Count($"an axis of {variable}");
            if (axis >= axes.Length || (axes[axis].Length == 0 && i > 0))
                throw Fault(at, $"expected a dimension from 0 to {axes.Length - 1}, the record dimension first, as axis {i} of {variable}, found {axis}");
            own[i] = (int)axis;
        }

        NetCdfEntry[] attributes = Attributes();
        NetCdfType type = Type();
        // The size is what the shape says: writers leave it out where it is too large for its field.
        Count($"the size of {variable}");
        long begin = version == 1 ? Int32($"the place of {variable}") : Int64($"the place of {variable}");
        if (begin < at)
            throw Fault(at, $"expected the values of {variable} behind the header, found byte {begin}");
        return new Header(variable, type, own, attributes, begin, start);
    }

    /// <summary>Bytes of a variable, or of one of its records.</summary>
    private long Bytes(Header header, (string Name, long Length)[] axes, int record)
    {
        long count = NetCdfTypes.Size(header.Type);
        foreach (int axis in header.Axes.Where(axis => axis != record))
        {
            count *= axes[axis].Length;
            if (count > bytes.Length)
                throw Fault(header.Start, $"expected the values of {header.Name} within the file of {bytes.Length} bytes, found more than that");
        }

        return count;
    }

    private ReadOnlyMemory<byte>[] Rows(Header header, long size, long records, long stride)
    {
        // The place of values that are not there yet is behind the file's end.
        if (records == 0)
            return [];
        long length = records < 0 ? size : ((records - 1) * stride) + size;
        if (header.Begin > bytes.Length || length > bytes.Length - header.Begin)
            throw Fault(header.Start, $"expected {length} bytes of values of {header.Name} from byte {header.Begin}, found {bytes.Length} bytes");
        if (records < 0)
            return [bytes.AsMemory((int)header.Begin, (int)size)];
        if (size == stride)
            return [bytes.AsMemory((int)header.Begin, (int)(records * size))];
        return [.. Enumerable.Range(0, (int)records).Select(i => (ReadOnlyMemory<byte>)bytes.AsMemory((int)(header.Begin + (i * stride)), (int)size))];
    }

    private NetCdfEntry[] Attributes() => List(AttributeTag, "attributes", isWide ? 16 : 12, () =>
    {
        string attribute = Name();
        NetCdfType type = Type();
        long count = Count($"the number of values of attribute {attribute}");
        int size = NetCdfTypes.Size(type), start = at;
        if (count > (bytes.Length - at) / size)
            throw Fault(at, $"expected {count} values of attribute {attribute}, found the end of the file");
        at += (int)(count * size);
        Pad();
        ReadOnlySpan<byte> values = bytes.AsSpan(start, (int)count * size);
        if (type == NetCdfType.Text)
            return new NetCdfEntry(attribute, Encoding.UTF8.GetString(values).TrimEnd('\0'));
        var numbers = new double[count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = NetCdfTypes.Number(values[(i * size)..], type);
        return new NetCdfEntry(attribute, numbers);
    });

    private T[] List<T>(int tag, string what, int least, Func<T> read)
    {
        int start = at;
        uint found = Int32($"the tag of {what}");
        long count = Count($"the number of {what}");
        if ((found != tag || count == 0) && (found != 0 || count != 0))
            throw Fault(start, $"expected {what}, tag {tag}, or none, found tag {found} with {count}");
        if (count > (bytes.Length - at) / least)
            throw Fault(start, $"expected {count} {what}, found room for {(bytes.Length - at) / least}");
        var items = new T[count];
        for (int i = 0; i < items.Length; i++)
            items[i] = read();
        return items;
    }

    private string Name()
    {
        int start = at;
        long count = Count("the length of a name");
        if (count is 0 || count > bytes.Length - at)
            throw Fault(start, $"expected a name of 1 to {bytes.Length - at} bytes, found {count}");
        ReadOnlySpan<byte> text = bytes.AsSpan(at, (int)count);
        at += (int)count;
        Pad();
        try
        {
            string found = Strict.GetString(text);
            return found.Any(char.IsControl) || found.Contains('/', StringComparison.Ordinal)
                ? throw Fault(start, $"expected a name without control characters and slashes, found '{CsvCells.Shown(text)}'") : found;
        }
        catch (DecoderFallbackException)
        {
            throw Fault(start, $"expected a name in UTF-8, found '{CsvCells.Shown(text)}'");
        }
    }

    private NetCdfType Type()
    {
        uint type = Int32("a type");
        return type >= 1 && type <= (isWide ? 11 : 6) ? (NetCdfType)type : throw Fault(at - 4, $"expected a type from 1 to {(isWide ? 11 : 6)}, found {type}");
    }

    private void Pad()
    {
        int end = (int)Padded(at);
        if (end > bytes.Length)
            throw Fault(at, "expected padding to a multiple of four bytes, found the end of the file");
        if (bytes.AsSpan(at..end).ContainsAnyExcept((byte)0))
            throw Fault(at, "expected zeros up to a multiple of four bytes, found others");
        at = end;
    }

    private long Count(string what)
    {
        long count = isWide ? Int64(what) : Int32(what);
        return count >= 0 ? count : throw Fault(at - 8, $"expected {what} of 0 or more, found {count}");
    }

    private uint Int32(string what)
    {
        Require(4, what);
        at += 4;
        return BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at - 4));
    }

    private long Int64(string what)
    {
        Require(8, what);
        at += 8;
        return BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at - 8));
    }

    private void Require(int count, string what)
    {
        if (bytes.Length - at < count)
            throw Fault(at, $"expected {count} bytes of {what}, found {bytes.Length - at}");
    }

    private VardaxFormatException Fault(long offset, string fault) => new(name, offset, fault);

    private sealed record Header(string Name, NetCdfType Type, int[] Axes, NetCdfEntry[] Attributes, long Begin, int Start);
}
