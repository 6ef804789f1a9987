using System.Numerics;
using System.Text.Json;

namespace Vardax.Managed.Formats;

/// <summary>Fields that a writer of JSON has no call for.</summary>
internal static class JsonLists
{
    /// <summary>A list of numbers.</summary>
    public static void WriteNumbers<T>(this Utf8JsonWriter json, string name, ReadOnlySpan<T> values)
        where T : INumberBase<T>
    {
        json.WriteStartArray(name);
        foreach (T value in values)
            json.WriteNumberValue(double.CreateChecked(value));
        json.WriteEndArray();
    }

    /// <summary>A list of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>A number; JSON has no NaN: one that is not finite is left out.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
    }
}
