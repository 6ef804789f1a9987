using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Vardax.Managed.Formats;

/// <summary>What a file is, by how it begins: for messages about a file that is not what was expected.</summary>
internal static class FileKind
{
    /// <summary>The bytes that are looked at.</summary>
    public const int Length = 1024;

    /// <summary>The kind of files of tensors.</summary>
    public const string SafeTensors = "a safetensors file";

    private const string Pickle = "a pickle of Python (PyTorch, joblib)", Utf16 = "text in UTF-16";

    private static readonly (byte[] Start, string Kind)[] Known =
    [
        ([.. NpyHeader.Magic], "an array of numpy (.npy; Equinox leaves, .eqx, begin so too)"),
        ([0x89, .. "HDF\r\n"u8, 0x1A, (byte)'\n'], "an HDF5 file (Keras, NetCDF 4)"),
        ([.. "CDF"u8], "a NetCDF file"),
        ([.. "GGUF"u8], "a GGUF model (llama.cpp)"),
        ([0x80, 2], Pickle), ([0x80, 3], Pickle), ([0x80, 4], Pickle), ([0x80, 5], Pickle),
        ([0x1F, 0x8B], "a file compressed with gzip"),
        ([.. "BZh"u8], "a file compressed with bzip2"),
        ([0xFD, .. "7zXZ"u8], "a file compressed with xz"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a file compressed with zstd"),
        ([.. "%PDF"u8], "a PDF document"),
        ([0xFF, 0xFE], Utf16), ([0xFE, 0xFF], Utf16),
    ];

    /// <summary>The kind with its article; null if the bytes are of none that is known here.</summary>
    public static string? Of(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
            return "an empty file";
        ReadOnlySpan<byte> start = file[..Math.Min(file.Length, Length)];
        foreach ((byte[] known, string kind) in Known)
        {
            if (start.StartsWith(known))
                return kind;
        }

        return start.StartsWith("PK\x03\x04"u8) ? Zip(start)
            : start.Length >= 8 && start[4..8].SequenceEqual("TFL3"u8) ? "a TensorFlow Lite model"
            : IsSafeTensors(start) ? SafeTensors
            : IsOnnx(start) ? "an ONNX model"
            : start.Length > SafeTensorsHeader.Start && !start.ContainsAnyExcept((byte)0) ? "a file of zeros, whose content was never written"
            : start[0] == '{' && start.IndexOf(NpyHeader.Magic) > 0 ? "Equinox leaves after a line of hyperparameters (.eqx)"
            : IsText(start) ? OfText(start) : null;
    }

    private static string Zip(ReadOnlySpan<byte> start) =>
        start.IndexOf("data.pkl"u8) > 0 ? "a PyTorch file (a ZIP archive with a pickle)"
        : start.IndexOf(".npy"u8) > 0 ? "arrays of numpy (.npz)"
        : "a ZIP archive";

    private static bool IsSafeTensors(ReadOnlySpan<byte> start) => start.Length > SafeTensorsHeader.Start
        && BinaryPrimitives.ReadUInt64LittleEndian(start) <= SafeTensorsHeader.MaxLength && start[SafeTensorsHeader.Start] == '{';

    /// <summary>Fields of a ModelProto: the IR version, then the producer's name or version, the domain, the graph or the opset.
    /// </summary>
    private static bool IsOnnx(ReadOnlySpan<byte> start) =>
        start is [0x08, >= 3 and < 0x20, 0x12 or 0x1A or 0x22 or 0x3A or 0x42, ..];

    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (byte value in start)
        {
            if (value is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r') or 0x7F)
                return false;
        }

        // The last letter may be cut off.
        for (int cut = 0; cut < 4 && cut < start.Length; cut++)
        {
            if (Utf8.IsValid(start[..^cut]))
                return true;
        }

        return false;
    }

    private static string OfText(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> text = start.StartsWith(Encoding.UTF8.Preamble) ? start[3..] : start;
        text = text.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("version https://git-lfs"u8))
        {
            int size = text.IndexOf("\nsize "u8);
            string bytes = size < 0 ? "" : $" of {CsvCells.Shown(text[(size + 6)..].TrimEnd("\r\n"u8))} bytes";
            return $"a git-lfs pointer in place of the file{bytes} (git lfs pull fetches it)";
        }

        if (text.StartsWith("{"u8) || text.StartsWith("["u8))
            return "JSON";
        int end = text.IndexOfAny((byte)'\r', (byte)'\n');
        return text.StartsWith("<"u8) ? "a web page or XML" : $"text that begins '{CsvCells.Shown(end < 0 ? text : text[..end])}'";
    }
}
