using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Models;

namespace Vardax.Managed.Tests.Models;

/// <summary>What an ONNX file says, read with the protobuf rules alone.</summary>
internal sealed class OnnxFile
{
    private OnnxFile(ReadOnlySpan<byte> bytes)
    {
        foreach ((int field, long number, byte[] content) in Fields(bytes))
        {
            switch (field)
            {
                case 1: IrVersion = number; break;
                case 2: Producer = Encoding.UTF8.GetString(content); break;
                case 3: ProducerVersion = Encoding.UTF8.GetString(content); break;
                case 7: ReadGraph(content); break;
                case 8: Opset = Fields(content).Single(f => f.Field == 2).Number; break;
            }
        }
    }

    public long IrVersion { get; }

    public long Opset { get; }

    public string Producer { get; } = "";

    public string ProducerVersion { get; } = "";

    /// <summary>Name and operator of every node, those of a Loop's body among them.</summary>
    public List<(string Name, string Operator)> Nodes { get; } = [];

    /// <summary>Shape and raw data of every initializer.</summary>
    public Dictionary<string, (long[] Shape, byte[] Data)> Initializers { get; } = [];

    public static byte[] Bytes(ConditionalDensity posterior, bool window = true) =>
        OnnxExporter.Model(posterior, window, nameof(posterior)).Written.ToArray();

    public static OnnxFile Read(ConditionalDensity posterior) => new(Bytes(posterior));

    /// <summary>An exported model, but for the double-precision numbers of an initializer.</summary>
    public static byte[] Changed(ConditionalDensity posterior, string initializer, Action<Span<double>> change)
    {
        byte[] bytes = Bytes(posterior), data = new OnnxFile(bytes).Initializers[initializer].Data;
        int at = bytes.AsSpan().IndexOf(data);
        change(MemoryMarshal.Cast<byte, double>(bytes.AsSpan(at, data.Length)));
        return bytes;
    }

    public float[] Values(string initializer) => [.. MemoryMarshal.Cast<byte, int>(Initializers[initializer].Data).ToArray()
        .Select(x => BitConverter.Int32BitsToSingle(BitConverter.IsLittleEndian ? x : BinaryPrimitives.ReverseEndianness(x)))];

    private void ReadGraph(byte[] graph)
    {
        foreach ((int field, _, byte[] content) in Fields(graph))
        {
            List<(int Field, long Number, byte[] Content)> parts = field is 1 or 5 ? Fields(content) : [];
            if (field == 1)
            {
                Nodes.Add((Text(parts, 3), Text(parts, 4)));
                foreach ((_, _, byte[] attribute) in parts.Where(p => p.Field == 5))
                {
                    foreach ((_, _, byte[] body) in Fields(attribute).Where(p => p.Field == 6))
                        ReadGraph(body);
                }
            }
            else if (field == 5)
            {
                long[] shape = [.. parts.Where(p => p.Field == 1).Select(p => p.Number)];
                Initializers.Add(Text(parts, 8), (shape, parts.Single(p => p.Field == 9).Content));
            }
        }
    }

    private static string Text(List<(int Field, long Number, byte[] Content)> parts, int field) =>
        Encoding.UTF8.GetString(parts.Single(p => p.Field == field).Content);

    private static List<(int Field, long Number, byte[] Content)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, long, byte[])>();
        while (!message.IsEmpty)
        {
            ulong key = Varint(ref message), value = Varint(ref message);
            Assert.True((key & 7) is 0 or 2, $"wire type {key & 7}");
            int length = (key & 7) == 2 ? (int)value : 0;
            fields.Add(((int)(key >> 3), (long)value, message[..length].ToArray()));
            message = message[length..];
        }

        return fields;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
