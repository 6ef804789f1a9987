using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vardax.Managed.Formats;

/// <summary>What the library's own files have in common: their kind and version stand in their metadata.</summary>
internal static class FileFormat
{
    private const string KindKey = "format", VersionKey = "format_version", LibraryKey = "library_version";

    /// <summary>The library's version.</summary>
    public const string Library = "0.1.0";

    /// <summary>The metadata of a new file.</summary>
    public static Dictionary<string, string> Stamp(string kind, int version) => new()
    {
        [KindKey] = kind, [VersionKey] = Text(version), [LibraryKey] = Library,
    };

    /// <summary>Makes sure that a file is of the kind and the version.</summary>
    /// <exception cref="VardaxFormatException">It is not; the message names both, and the library that wrote it.</exception>
    public static void Require(SafeTensorsFile file, string kind, int version)
    {
        if (!file.Metadata.TryGetValue(KindKey, out string? found) || found != kind)
            throw new VardaxFormatException(file.Name, 8, $"expected a file of format {kind}, found {Shown(found)}{Other(file, found)}");
        string number = Text(file, VersionKey);
        if (number == Text(version))
            return;
        string writer = file.Metadata.GetValueOrDefault(LibraryKey, "unknown");
        throw new VardaxFormatException(file.Name, 8,
            $"format version {Shown(number)}, written by library version {Shown(writer)}; version {Library} reads format version {version}");
    }

    /// <summary>An entry of the metadata.</summary>
    /// <exception cref="VardaxFormatException">It is missing.</exception>
    public static string Text(SafeTensorsFile file, string key) => file.Metadata.TryGetValue(key, out string? text)
        ? text
        : throw new VardaxFormatException(file.Name, 8, $"metadata {key}: expected a value, found none");

    /// <summary>A value of an enumeration in snake case.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>What a failure says, without the parameter's name that the framework puts behind the text.</summary>
    public static string Reason(Exception failure)
    {
        string suffix = $" (Parameter '{(failure as ArgumentException)?.ParamName}')", message = failure.Message;
        int at = message.LastIndexOf(suffix, StringComparison.Ordinal);
        return at < 0 ? message : message.Remove(at, suffix.Length).ReplaceLineEndings(" ");
    }

    /// <summary>A JSON object as text.</summary>
    public static string Json(Action<Utf8JsonWriter> fields)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>What a safetensors file holds that is not the library's own, by one of its tensors.</summary>
    private static string Other(SafeTensorsFile file, string? format) => format?.StartsWith("vardax.", StringComparison.Ordinal) == true
        ? ""
        : file.Tensors.Count == 0 ? " (a file of no tensors)"
        : $" (weights of another system, such as {Shown(file.Tensors[0].Name)})";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Shown(string? text) => text switch
    {
        null => "none",
        { Length: > 60 } => $"'{text[..60]}...'",
        _ => $"'{text}'",
    };
}
