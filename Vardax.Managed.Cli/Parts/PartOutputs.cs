using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Cli.Parts;

/// <summary>Parts of files: lines that follow those of the part before, or rows of arrays.</summary>
internal static class PartOutputs
{
    private const string Format = "output.format", Name = "output.name", Bytes = "output.bytes", Count = "output.files", Windows = "output.windows", Usable = "output.usable";

    /// <summary>Keeps what is written to a stream for each file.</summary>
    /// <param name="format">The format.</param>
    /// <param name="names">The files in the folder of --out; one empty name if --out is the file itself.</param>
    /// <param name="write">Writes; returns how many windows there were, and how many of them have a usable answer.</param>
    public static Ledger Keep(DataFormat format, IReadOnlyList<string> names, Func<IReadOnlyList<Stream>, (int Windows, int Usable)> write)
    {
        MemoryStream[] streams = [.. names.Select(_ => new MemoryStream())];
        (int windows, int usable) = write(streams);
        Ledger part = new();
        part.Keep(Format, (int)format);
        part.Keep(Windows, windows);
        part.Keep(Usable, usable);
        part.Keep(Count, names.Count);
        foreach ((string name, MemoryStream stream) in names.Zip(streams))
        {
            part.Keep(Name, name);
            part.Keep(Bytes, stream.ToArray());
        }

        return part;
    }

    /// <summary>The files in the folder of --out; one empty name if --out is the file itself.</summary>
    public static IReadOnlyList<string> Names(PartSet parts)
    {
        Contents first = Contents.Of(parts.Load().First());
        return [.. first.Files.Select(file => file.Name)];
    }

    /// <summary>Writes the whole files; whether there were windows, and no answer to any of them is usable.</summary>
    public static bool Merge(PartSet parts, IReadOnlyList<Stream> outputs)
    {
        // The length of an array stands before its rows.
        int[] rows = new int[outputs.Count];
        if (Contents.Of(parts.Load().First()).Format == DataFormat.Npy)
        {
            foreach (Contents part in parts.Load().Select(Contents.Of))
            {
                for (int i = 0; i < rows.Length; i++)
                    rows[i] += Array(part.Files[i]).Shape[0];
            }
        }

        NpyRowWriter?[] writers = new NpyRowWriter?[outputs.Count];
        long windows = 0, usable = 0;
        bool isFirst = true;
        foreach (Contents part in parts.Load().Select(Contents.Of))
        {
            windows += part.Windows;
            usable += part.Usable;
            for (int i = 0; i < outputs.Count; i++)
            {
                if (part.Format == DataFormat.Npy)
                    Append(Array(part.Files[i]), rows[i], outputs[i], ref writers[i]);
                else
                    outputs[i].Write(part.Format == DataFormat.Csv && !isFirst ? WithoutHeader(part.Files[i].Bytes) : part.Files[i].Bytes);
            }

            isFirst = false;
        }

        foreach (NpyRowWriter? writer in writers)
            writer?.Complete();
        return windows > 0 && usable == 0;
    }

    private static ReadOnlySpan<byte> WithoutHeader(ReadOnlySpan<byte> text) => text[(text.IndexOf((byte)'\n') + 1)..];

    private static NpyArray Array((string Name, byte[] Bytes) file) => NpyArray.Read(new MemoryStream(file.Bytes), file.Name);

    private static void Append(NpyArray array, int rows, Stream output, ref NpyRowWriter? writer)
    {
        int[] shape = [.. array.Shape.Skip(1)];
        int length = shape.Aggregate(1, (a, b) => a * b);
        bool isDouble = array.Type == NpyType.F64;
        writer ??= isDouble ? NpyRowWriter.OfDoubles(output, shape, leaveOpen: true) : new NpyRowWriter(output, rows, shape, leaveOpen: true);
        double[] doubles = isDouble ? array.ToDoubles() : [];
        float[] singles = isDouble ? [] : array.ToSingles();
        for (int row = 0; row < array.Shape[0]; row++)
        {
            if (isDouble)
                writer.Write(doubles.AsSpan(row * length, length));
            else
                writer.Write(singles.AsSpan(row * length, length));
        }
    }

    private sealed record Contents(DataFormat Format, int Windows, int Usable, (string Name, byte[] Bytes)[] Files)
    {
        public static Contents Of(Ledger part) => new(
            (DataFormat)part.Keep(PartOutputs.Format, 0), part.Keep(PartOutputs.Windows, 0), part.Keep(PartOutputs.Usable, 0),
            [.. Enumerable.Range(0, part.Keep(Count, 0)).Select(_ => (part.Keep(Name, ""), part.Keep(PartOutputs.Bytes, System.Array.Empty<byte>())))]);
    }
}
