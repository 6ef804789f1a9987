using System.Globalization;
using System.Text.Json;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Tests.Support;

/// <summary>The reference system's test vectors, Vectors/reference.json.</summary>
internal static class ReferenceVectors
{
    public static JsonElement Root { get; } = Load();

    public static JsonElement Get(params string[] path)
    {
        JsonElement element = Root;
        foreach (string name in path)
            element = element.GetProperty(name);
        return element;
    }

    public static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetDouble())];

    public static float[] Singles(JsonElement array) => [.. array.EnumerateArray().Select(x => (float)x.GetDouble())];

    public static uint[] Words(JsonElement array) =>
        [.. array.EnumerateArray().Select(x => uint.Parse(x.GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];

    public static RandomKey Key(JsonElement twoWords)
    {
        uint[] words = Words(twoWords);
        return new RandomKey(words[0], words[1]);
    }

    private static JsonElement Load()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Vectors", "reference.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }
}
