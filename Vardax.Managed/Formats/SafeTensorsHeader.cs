using System.Text.Json;
using System.Text.Unicode;

namespace Vardax.Managed.Formats;

/// <summary>
/// Reads the JSON header of a safetensors file, as strictly as the format's own parser and more: nothing twice, nothing unknown.
/// </summary>
internal ref struct SafeTensorsHeader
{
    public const string MetadataKey = "__metadata__";

    /// <summary>Bytes before the header: its length.</summary>
    public const int Start = sizeof(ulong);

    /// <summary>The format's own limit.</summary>
    public const int MaxLength = 100_000_000;

    private const int MaxAxes = 64;

    // A tensor as an object with a name, a type and a shape, and its places in an array and in a dictionary that grows.
    private const int EntryCost = 320;

    // What the objects may take beyond the size of the file itself.
    private const int Slack = 900_000;

    private readonly string file;
    private readonly ReadOnlyMemory<byte> data;
    private readonly long dataStart;
    private readonly List<long> axes = [];
    private readonly Dictionary<string, SafeTensor> tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);
    private Utf8JsonReader json;
    private bool hasMetadata;
    private long allowance;

    private SafeTensorsHeader(string file, ReadOnlySpan<byte> header, ReadOnlyMemory<byte> data)
    {
        this.file = file;
        this.data = data;
        dataStart = Start + header.Length;
        allowance = (long)header.Length + data.Length + Slack;
        json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 3 });
    }

    /// <summary>Reads a header of so many bytes; the data is the rest of the file.</summary>
    public static SafeTensorsFile Parse(string file, ReadOnlyMemory<byte> bytes, int length)
    {
        ReadOnlySpan<byte> header = bytes.Span.Slice(Start, length);
        if (header is not [(byte)'{', ..])
            throw new VardaxFormatException(file, Start, "expected a header that begins with '{'");
        if (!Utf8.IsValid(header))
            throw new VardaxFormatException(file, Start, "expected a header in UTF-8");
        SafeTensorsHeader parser = new(file, header, bytes[(Start + length)..]);
        try
        {
            parser.Root();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a surrogate pair, escaped.
            throw new VardaxFormatException(file, Start + parser.json.BytesConsumed, "the header is no valid JSON", error);
        }

        return new SafeTensorsFile(file, bytes, parser.Covering(), parser.tensors, parser.metadata);
    }

    private void Root()
    {
        if (Next() != JsonTokenType.StartObject)
            throw Fault("expected an object");
        while (Next() != JsonTokenType.EndObject)
        {
            string name = Text();
            if (name == MetadataKey)
                Metadata();
            else
                Tensor(name);
        }

        // The rest of the header can only be white space: the reader throws otherwise.
        json.Read();
    }

    private void Metadata()
    {
        if (hasMetadata)
            throw Fault($"{MetadataKey} stands twice");
        hasMetadata = true;
        if (Next() != JsonTokenType.StartObject)
            throw Fault($"expected an object of strings as {MetadataKey}");
        while (Next() != JsonTokenType.EndObject)
        {
            Charge(EntryCost);
            string key = Text();
            if (Next() != JsonTokenType.String)
                throw Fault($"expected a string as {MetadataKey} {Quoted(key)}");
            if (!metadata.TryAdd(key, Text()))
                throw Fault($"{MetadataKey} {Quoted(key)} stands twice");
        }
    }

    private void Tensor(string name)
    {
        Charge(EntryCost);
        if (tensors.ContainsKey(name))
            throw Fault($"tensor {Quoted(name)} stands twice");
        if (Next() != JsonTokenType.StartObject)
            throw Fault($"expected an object as tensor {Quoted(name)}");
        SafeTensorType? type = null;
        long[]? shape = null;
        (long Begin, long End)? range = null;
        long at = json.TokenStartIndex;
        while (Next() != JsonTokenType.EndObject)
        {
            if (json.ValueTextEquals("dtype"u8) && type is null)
                type = Type(name);
            else if (json.ValueTextEquals("shape"u8) && shape is null)
                shape = [.. Integers(name, "shape", MaxAxes)];
            else if (json.ValueTextEquals("data_offsets"u8) && range is null)
                range = Range(name);
            else
                throw Fault($"tensor {Quoted(name)}: {Quoted(Text())} is unknown or stands twice");
        }

        if (type is null || shape is null || range is null)
            throw Fault($"tensor {Quoted(name)}: expected 'dtype', 'shape' and 'data_offsets'");
        tensors.Add(name, Checked(name, type.Value, shape, range.Value, Start + at));
    }

    private SafeTensorType Type(string name)
    {
        if (Next() != JsonTokenType.String)
            throw Fault($"expected a string as 'dtype' of tensor {Quoted(name)}");
        string found = Text();
        return SafeTensorTypes.TryParse(found, out SafeTensorType type)
            ? type
            : throw Fault($"tensor {Quoted(name)}: expected a type of the format, found {Quoted(found)}");
    }

    private (long Begin, long End) Range(string name)
    {
        List<long> offsets = Integers(name, "data_offsets", 2);
        return offsets.Count == 2
            ? (offsets[0], offsets[1])
            : throw Fault($"tensor {Quoted(name)}: expected 2 data_offsets, found {offsets.Count}");
    }

    /// <summary>A list of integers, valid until the next one.</summary>
    private List<long> Integers(string name, string what, int most)
    {
        axes.Clear();
        if (Next() != JsonTokenType.StartArray)
            throw Fault($"expected a list as '{what}' of tensor {Quoted(name)}");
        while (Next() != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetUInt64(out ulong value) || value > long.MaxValue)
                throw Fault($"tensor {Quoted(name)}: expected integers from 0 to {long.MaxValue} as '{what}'");
            if (axes.Count == most)
                throw Fault($"tensor {Quoted(name)}: expected at most {most} numbers as '{what}'");
            Charge(sizeof(long));
            axes.Add((long)value);
        }

        return axes;
    }

    private readonly SafeTensor Checked(string name, SafeTensorType type, long[] shape, (long Begin, long End) range, long at)
    {
        (long begin, long end) = range;
        string? fault = null;
        if (begin > end || end > data.Length)
            fault = $"data_offsets {begin} to {end} are no range within {data.Length} bytes of data";
        else if (type.ByteCount(shape) is not { } bytes)
            fault = $"no number of bytes holds {SafeTensor.Describe(type, shape)}";
        else if (bytes != end - begin)
            fault = $"{SafeTensor.Describe(type, shape)} takes {bytes} bytes, found data_offsets of {end - begin}";
        return fault is null
            ? new SafeTensor(file, name, type, shape, dataStart + begin, data.Slice((int)begin, (int)(end - begin)))
            : throw new VardaxFormatException(file, at, $"tensor {Quoted(name)}: {fault}");
    }

    /// <summary>The tensors by their bytes, which leave out none, and none twice.</summary>
    private readonly SafeTensor[] Covering()
    {
        SafeTensor[] sorted = [.. tensors.Values];
        // By their ends where they begin together, so that an empty one does not look like an overlap.
        Array.Sort(sorted, (a, b) => (a.Offset, a.Data.Length).CompareTo((b.Offset, b.Data.Length)));
        long covered = dataStart;
        foreach (SafeTensor tensor in sorted)
        {
            if (tensor.Offset != covered)
            {
                throw new VardaxFormatException(
                    file, covered, $"tensor {Quoted(tensor.Name)} begins at byte {tensor.Offset}: expected tensors without "
                    + "holes and overlaps");
            }

            covered += tensor.Data.Length;
        }

        long end = dataStart + data.Length;
        return covered == end
            ? sorted
            : throw new VardaxFormatException(file, covered, $"{end - covered} bytes belong to no tensor");
    }

    private JsonTokenType Next()
    {
        if (!json.Read())
            throw Fault("the header ends early");
        return json.TokenType;
    }

    /// <summary>The present string or name; as text it takes twice its bytes, more while escapes are resolved.</summary>
    private string Text()
    {
        Charge(json.ValueSpan.Length * (json.ValueIsEscaped ? 4L : 2L));
        return json.GetString()!;
    }

    private void Charge(long bytes)
    {
        allowance -= bytes;
        if (allowance < 0)
            throw Fault("the header describes more than the file's size allows for");
    }

    private readonly VardaxFormatException Fault(string fault) => new(file, Start + json.TokenStartIndex, fault);

    // A message stays short however long a file's names are.
    internal static string Quoted(string name) => name.Length <= 100 ? $"'{name}'" : $"'{name.AsSpan(0, 100)}...'";
}
