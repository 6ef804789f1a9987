using System.IO.Compression;
using System.Text;
using Vardax.Managed.Experiments;
using Vardax.Managed.Formats;
using Vardax.Managed.Models;
using Vardax.Managed.Tests.Models;

namespace Vardax.Managed.Tests.Formats;

/// <summary>A file that is not what was expected is named for what it is.</summary>
public sealed class FileKindTests
{
    public static TheoryData<string, string> Kinds => new()
    {
        { "", "an empty file" },
        { "x", "text that begins 'x'" },
        { "\n accuracy: 0.9\r\nmore", "text that begins 'accuracy: 0.9'" },
        { "\ufeff\u00fc,y", "text that begins '??,y'" },
        { "{\"width\": 4}", "JSON" },
        { " [1, 2, 3]\n", "JSON" },
        { "<!DOCTYPE html>", "a web page or XML" },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 17\n", "a git-lfs pointer in place of the file of 17 bytes (git lfs pull fetches it)" },
        { "GGUF\u0003\0\0\0\0\0", "a GGUF model (llama.cpp)" },
        { "CDF\u0001\0\0\0\0\0", "a NetCDF file" },
        { "\u0008\u0008\u0012\u0007pytorch", "an ONNX model" },
        { "\u0018\0\0\0TFL3\0\0", "a TensorFlow Lite model" },
        { "PK\u0003\u0004\u0014\0\0\0archive/data.pkl", "a PyTorch file (a ZIP archive with a pickle)" },
        { "PK\u0003\u0004\u0014\0\0\0obs.npy", "arrays of numpy (.npz)" },
        { "PK\u0003\u0004\u0014\0\0\0metadata.json", "a ZIP archive" },
        { new string('\0', 4096), "a file of zeros, whose content was never written" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void In_place_of_a_model(string text, string kind) => Model(Encoding.UTF8.GetBytes(text), kind);

    [Fact]
    public void In_place_of_a_model_what_is_no_text()
    {
        Model([0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46], "a pickle of Python (PyTorch, joblib)");
        Model([0x89, .. "HDF\r\n"u8, 0x1A, (byte)'\n', 0, 0], "an HDF5 file (Keras, NetCDF 4)");
        Model([0xFF, 0xFE, (byte)'x', 0, (byte)'y', 0, 10, 0], "text in UTF-16");
        Model(FormatFiles.Written(NpyArray.FromSingles([1], [1]).Write), "an array of numpy (.npy; Equinox leaves, .eqx, begin so too)");
        Model(File.ReadAllBytes(FormatFiles.Vector("numpy.npz")), "arrays of numpy (.npz)");
        Model(File.ReadAllBytes(FormatFiles.Vector("Inputs/eqx-hyperparameters-first-line.eqx")), "Equinox leaves after a line of hyperparameters (.eqx)");
        Model(File.ReadAllBytes(FormatFiles.Vector("Inputs/safetensors-lfs-pointer.safetensors")), "a git-lfs pointer in place of the file of 348868 bytes");
        Model(FormatFiles.Written(stream => OnnxExporter.Write(ModelCase.Model("physical"), stream)), "an ONNX model");
        Model(FormatFiles.Written(stream =>
        {
            using GZipStream zip = new(stream, CompressionLevel.Fastest);
            zip.Write(ModelCase.Bytes(ModelCase.Model("physical")));
        }), "a file compressed with gzip");
        FormatFiles.Faults("at byte 0: expected a header of at most 100000000 bytes", () => SafeTensorsFile.Parse(new byte[] { 9, 8, 7, 6, 5, 4, 3, 2, 1 }, "m"));
    }

    [Fact]
    public void Every_reader_of_models_and_arrays_says_it()
    {
        byte[] model = ModelCase.Bytes(ModelCase.Model("physical")), pointer = File.ReadAllBytes(FormatFiles.Vector("Inputs/safetensors-lfs-pointer.safetensors"));
        const string lfs = "found a git-lfs pointer";
        FormatFiles.Faults(lfs, () => ModelFile.Parse(pointer, "m"));
        FormatFiles.Faults(lfs, () => CheckpointFile.Read(SafeTensorsFile.Parse(pointer, "m")));
        FormatFiles.Faults(lfs, () => WeightsFile.Parse(pointer, "m", ForeignModel.Settings));
        FormatFiles.Faults("m: at byte 0: expected the magic bytes of a .npy array, " + lfs, () => EquinoxFile.Read(new MemoryStream(pointer), "m", ForeignModel.Settings));
        FormatFiles.Faults(lfs, () => NpyFile.Read(new MemoryStream(pointer), "m"));
        FormatFiles.Faults(lfs, () => new NpyRowReader(new MemoryStream(pointer), "m").Dispose());
        FormatFiles.Faults("found no end of its directory: the file is a git-lfs pointer", () => NpzFile.Read(new MemoryStream(pointer), "m"));
        FormatFiles.Faults("magic bytes of a .npy array, found a safetensors file", () => NpyFile.Read(new MemoryStream(model), "m"));
        FormatFiles.Faults(
            "expected a file of format vardax.managed.model, found none (weights of another system, such as 'encoder.mlp.layers.0.bias')",
            () => ModelFile.Parse(ForeignModel.Weights, "m"));
        FormatFiles.Faults("found 'pt' (weights of another system, such as 'b')", () => ModelFile.Load(FormatFiles.Vector("spec.safetensors")));
        FormatFiles.Faults("expected a file of format vardax.managed.checkpoint, found 'vardax.managed.model'", () => CheckpointFile.Read(SafeTensorsFile.Parse(model, "m")));
    }

    [Fact]
    public void The_line_of_hyperparameters_before_the_leaves_is_read()
    {
        byte[] bytes = File.ReadAllBytes(FormatFiles.Vector("Inputs/eqx-hyperparameters-first-line.eqx"));
        float[] values = Values(bytes);
        // What numpy.load finds after the line.
        Assert.Equal(2818, values.Length);
        Assert.Equal([0.001257302239537239f, -0.01333635300397873f], [values[0], values[(3 * 306) + 305]]);
        byte[] leaves = bytes[(bytes.AsSpan().IndexOf((byte)'\n') + 1)..];
        Assert.Equal(Values(leaves), values);
        Assert.Equal(values, Values([.. "{\"activation\": \"relu\"}\n"u8, .. leaves]));
        Fault("hyperparameters: expected the activation relu, found 'tanh'", [.. "{\"activation\": \"tanh\"}\n"u8, .. leaves]);
        Fault("expected a .npy array, or a line of JSON with the hyperparameters before it", [.. "{width: 4}\n"u8, .. leaves]);
        Fault("found 0 arrays", [.. "{\"width\": 4}"u8]);
        Fault("expected a line of hyperparameters of at most 65536 bytes", [(byte)'{', .. new byte[70_000]]);

        static float[] Values(byte[] bytes) => ForeignModel.ValuesOf(EquinoxFile.Read(new MemoryStream(bytes), "m.eqx", Presets.Reference()));

        static void Fault(string fault, byte[] bytes) => FormatFiles.Faults(fault, () => Values(bytes));
    }

    private static void Model(byte[] bytes, string kind) =>
        FormatFiles.Faults($"m: at byte 0: expected a safetensors file, found {kind}", () => ModelFile.Parse(bytes, "m"));
}
