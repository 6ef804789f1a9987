using System.Text.Json;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Writes arrays of numbers as JSON; null in place of what is not finite, which JSON has no word for.</summary>
internal static class JsonArrays
{
    /// <summary>A number.</summary>
    public static void WriteNumber(this Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }

    /// <summary>A row of numbers.</summary>
    public static void WriteRow(this Utf8JsonWriter json, ReadOnlySpan<float> values)
    {
        json.WriteStartArray();
        foreach (float value in values)
            json.WriteNumber(value);
        json.WriteEndArray();
    }

    /// <summary>Rows of numbers.</summary>
    public static void WriteMatrix(this Utf8JsonWriter json, ReadOnlySpan<float> values, int columns)
    {
        json.WriteStartArray();
        for (int at = 0; at < values.Length; at += columns)
            json.WriteRow(values.Slice(at, columns));
        json.WriteEndArray();
    }
}
