using System.IO.Compression;
using System.Text;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Tests.Support.Fuzzing;

/// <summary>Every file format, from memory and from streams, with a small valid file each.</summary>
internal static class FormatTargets
{
    private static readonly float[] Six = [0, 0.25f, -0.5f, float.NaN, 1e30f, float.Epsilon];

    /// <summary>One target for each way to read.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("safetensors", SafeTensors(), bytes => Ask(SafeTensorsFile.Parse(bytes, "a.safetensors"))),
        new("safetensors, stream", SafeTensors(), bytes => Ask(SafeTensorsFile.Read(new ForwardStream(bytes), "a.safetensors"))),
        new("npy", Npy(), bytes => Ask(NpyArrays.ReadAll(new MemoryStream(bytes), "a.npy"))),
        new("npy, stream", Npy(), bytes => Ask(NpyArrays.ReadAll(new ForwardStream(bytes), "a.npy"))),
        new("npy rows", Rows(), bytes => AskRows(new MemoryStream(bytes))),
        new("npy rows, stream", Rows(), bytes => AskRows(new ForwardStream(bytes))),
        new("npz", Npz(), bytes => Ask(NpzFile.Read(new MemoryStream(bytes), "a.npz", maxBytes: 4096))),
        new("npz, deflated", Deflated(), bytes => Ask(NpzFile.Read(new ForwardStream(bytes), "a.npz", maxBytes: 4096))),
        new("csv", Csv(), AskCsv),
        new("netcdf", NetCdf(), bytes => Ask(NetCdfFile.Read(new MemoryStream(bytes), "a.nc"))),
        new("netcdf, stream", NetCdf(), bytes => Ask(NetCdfFile.Read(new ForwardStream(bytes), "a.nc"))),
    ];

    private static byte[] SafeTensors() => Written(new SafeTensorsFile(
        [
            SafeTensor.FromSingles("layers.0.weight", [2, 3], Six),
            SafeTensor.FromDoubles("scale", [2], [1, -1]),
            SafeTensor.FromInt64s("step", [], [7]),
            SafeTensor.FromInt32s("none", [0, 3], []),
        ],
        new Dictionary<string, string> { ["format"] = "1", ["letters"] = "\u00fc" }).Write);

    private static byte[] Npy() => Written(stream => NpyFile.Write(
        stream, NpyArray.FromSingles([2, 3], Six), NpyArray.FromDoubles([], [2.5]), NpyArray.FromInt64s([2, 1], [1, -1]),
        NpyArray.FromBooleans([3], [true, false, true])));

    private static byte[] Rows() => Written(NpyArray.FromSingles([3, 2], Six).Write);

    private static byte[] Npz() => Written(new NpzFile(new Dictionary<string, NpyArray>
    {
        ["x"] = NpyArray.FromSingles([2, 3], Six), ["mask"] = NpyArray.FromBooleans([2], [true, false]),
    }).Write);

    private static byte[] Deflated() => Written(stream =>
    {
        using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        using Stream entry = archive.CreateEntry("x.npy").Open();
        NpyArray.FromSingles([5, 20], new float[100]).Write(entry);
    });

    private static byte[] NetCdf() => Written(stream =>
    {
        NetCdfWriter writer = new(stream, "time", [new("level", 2, false)], [new("title", "a")],
            [new("time", [], new NetCdfEntry("units", "days since 1900-01-01")), new("x", ["level"], new NetCdfEntry("_FillValue", -999.0))]);
        writer.Write([0, 1, -999]);
        writer.Write([1, 2, 3]);
        writer.Complete();
    });

    private static byte[] Csv() => Encoding.UTF8.GetBytes("time,\"x, \"\"1\"\"\",y\r\n0,1.5,-2e-3\r\n0.25,,NaN\r\n0.5, 3 ,4\r\n");

    private static byte[] Written(Action<Stream> write)
    {
        MemoryStream stream = new();
        write(stream);
        return stream.ToArray();
    }

    private static void Ask(SafeTensorsFile file)
    {
        foreach (SafeTensor tensor in file.Tensors)
        {
            _ = tensor.Type switch
            {
                SafeTensorType.F32 => tensor.ToSingles().Length,
                SafeTensorType.F64 => tensor.ToFiniteDoubles().Length,
                SafeTensorType.I32 => tensor.ToInt32s().Length,
                _ => tensor.ToInt64s().Length,
            };
        }

        _ = file.Find("layers.0.weight", SafeTensorType.F32, 2, 3);
    }

    private static void Ask(IEnumerable<NpyArray> arrays)
    {
        foreach (NpyArray array in arrays)
        {
            array.ToSingles();
            array.ToDoubles();
            if (array.Type is not (NpyType.F32 or NpyType.F64))
                array.ToInt64s();
        }
    }

    private static void Ask(NpzFile file) => Ask(file.Arrays.Values);

    private static void AskRows(Stream stream)
    {
        using NpyRowReader reader = new(stream, "a.npy");
        if (reader.RowLength > 64)
            throw new VardaxFormatException("a.npy", 0, "the caller expects short rows");
        Span<float> row = stackalloc float[reader.RowLength];
        // A shape of a billion empty rows is valid: the caller's loop, not the reader, bounds their number.
        for (int i = 0; i < 1000 && reader.ReadRow(row); i++)
        {
        }
    }

    private static void Ask(NetCdfFile file)
    {
        foreach (NetCdfVariable variable in file.Variables.Where(variable => variable.Type != NetCdfType.Text))
            variable.ToPhysical();
    }

    private static void AskCsv(byte[] bytes)
    {
        using CsvReader reader = new(new MemoryStream(bytes), "a.csv");
        float[] row = new float[reader.Columns.Count];
        while (reader.ReadRow(row))
        {
        }
    }
}
