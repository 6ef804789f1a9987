using System.Text.Json;
using System.Text.Json.Serialization;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Filtering;

namespace Vardax.Managed.Cli.Output;

/// <summary>Where a stream was left: the filter's state, and of what system and with which settings.</summary>
internal sealed record FilterStateFile
{
    /// <summary>The system's definition.</summary>
    public required string System { get; init; }

    /// <summary>The method and its settings.</summary>
    public required string Settings { get; init; }

    /// <summary>The time of the line answered last.</summary>
    public required double Time { get; init; }

    /// <summary>The class of the filter.</summary>
    public required string Method { get; init; }

    /// <summary>The filter's numbers, all digits of them.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It is no state.</exception>
    public static FilterStateFile Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, Documents.Default.FilterStateFile) ?? throw new JsonException("null");
        }
        catch (JsonException failure)
        {
            throw new InputException($"{path}: expected a state that vardax filter wrote, found other text ({failure.Message.Split(" Path:")[0].TrimEnd('.')}).");
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Documents.Default.FilterStateFile));

    /// <summary>The filter's part.</summary>
    public FilterState ToState() => new(Method, Values);
}
