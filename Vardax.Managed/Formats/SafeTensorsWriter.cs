using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vardax.Managed.Formats;

/// <summary>The order of the tensors in a file that is written, and its header.</summary>
internal static class SafeTensorsWriter
{
    // Bytes before the tensors are a multiple of the largest element.
    private const int Alignment = 8;

    /// <summary>By descending type, then by the UTF-8 bytes of the name.</summary>
    public static SafeTensor[] Sorted(ReadOnlySpan<SafeTensor> tensors)
    {
        SafeTensor[] sorted = tensors.ToArray();
        Array.Sort(sorted, (a, b) => a.Type == b.Type ? Compare(a.Name, b.Name) : b.Type.CompareTo(a.Type));
        return sorted;
    }

    /// <summary>The header's length, the header, and spaces.</summary>
    public static ReadOnlySpan<byte> Header(ReadOnlySpan<SafeTensor> sorted, IReadOnlyDictionary<string, string> metadata)
    {
        ArrayBufferWriter<byte> buffer = new();
        buffer.GetSpan(SafeTensorsHeader.Start)[..SafeTensorsHeader.Start].Clear();
        buffer.Advance(SafeTensorsHeader.Start);
        // Letters outside ASCII as they are: any JSON parser reads them, and the header is shorter.
        JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (Utf8JsonWriter json = new(buffer, options))
            Write(json, sorted, metadata);
        int padding = -buffer.WrittenCount & (Alignment - 1);
        buffer.GetSpan(Alignment)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        byte[] header = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)(header.Length - SafeTensorsHeader.Start));
        return header;
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<SafeTensor> sorted, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject();
        if (metadata.Count > 0)
        {
            json.WriteStartObject(SafeTensorsHeader.MetadataKey);
            foreach ((string key, string value) in metadata.OrderBy(entry => entry.Key, Comparer<string>.Create(Compare)))
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        long begin = 0;
        foreach (SafeTensor tensor in sorted)
        {
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", tensor.Type.Name());
            Integers(json, "shape", tensor.Shape);
            Integers(json, "data_offsets", [begin, begin + tensor.Data.Length]);
            json.WriteEndObject();
            begin += tensor.Data.Length;
        }

        json.WriteEndObject();
    }

    private static void Integers(Utf8JsonWriter json, string name, IReadOnlyList<long> values)
    {
        json.WriteStartArray(name);
        foreach (long value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static int Compare(string a, string b) =>
        Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
}
