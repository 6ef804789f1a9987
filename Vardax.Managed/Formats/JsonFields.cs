using System.Text.Json;

namespace Vardax.Managed.Formats;

/// <summary>A JSON object among a file's metadata, whose faults name the file, the entry and the field.</summary>
internal sealed class JsonFields
{
    // A document's index takes twelve bytes for a byte of text: this keeps it under a megabyte.
    private const int LongestText = 65_536;

    private readonly string file, path;
    private readonly JsonElement element;

    private JsonFields(string file, string path, JsonElement element) => (this.file, this.path, this.element) = (file, path, element);

    /// <summary>Reads the entry of a file's metadata.</summary>
    /// <exception cref="VardaxFormatException">It is missing, too long, or no JSON object.</exception>
    public static JsonFields Parse(SafeTensorsFile file, string entry)
    {
        string text = FileFormat.Text(file, entry);
        if (text.Length > LongestText)
            throw Bad(file.Name, entry, $"at most {LongestText} characters", $"{text.Length}");
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                text, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            RequireText(document.RootElement);
            return new JsonFields(file.Name, entry, document.RootElement.Clone()).Required(JsonValueKind.Object, "an object");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw Bad(file.Name, entry, "JSON", failure.Message);
        }
    }

    /// <summary>A field, or null where it is missing or null.</summary>
    public JsonFields? Optional(string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? Child(name, value) : null;

    /// <summary>A field.</summary>
    public JsonFields this[string name] =>
        element.TryGetProperty(name, out JsonElement value) ? Child(name, value) : throw Bad(file, $"{path}.{name}", "a value", "none");

    /// <summary>The fields of an object.</summary>
    public IEnumerable<(string Name, JsonFields Value)> Fields =>
        Required(JsonValueKind.Object, "an object").element.EnumerateObject().Select(member => (member.Name, Child(member.Name, member.Value)));

    /// <summary>The object itself, for what has fields of its own.</summary>
    public JsonFields Object => Required(JsonValueKind.Object, "an object");

    public string Text => Required(JsonValueKind.String, "text").element.GetString()!;

    public bool Flag => element.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? element.GetBoolean() : throw Wrong("true or false");

    public int Integer => Required(JsonValueKind.Number, "a whole number").element.TryGetInt32(out int value)
        ? value : throw Wrong("a whole number of 32 bits");

    public double Number => Required(JsonValueKind.Number, "a number").element.TryGetDouble(out double value) && double.IsFinite(value)
        ? value : throw Wrong("a finite number");

    /// <summary>A number, or NaN where the field is missing.</summary>
    public double NumberOrNaN(string name) => Optional(name)?.Number ?? double.NaN;

    public double[] Numbers => [.. Items.Select(item => item.Number)];

    public string[] Texts => [.. Items.Select(item => item.Text)];

    public int[] Integers => [.. Items.Select(item => item.Integer)];

    /// <summary>A value of an enumeration, by its name in snake case.</summary>
    public T Word<T>()
        where T : struct, Enum
    {
        string text = Text;
        foreach (T value in Enum.GetValues<T>())
        {
            if (FileFormat.Word(value) == text)
                return value;
        }

        throw Wrong(string.Join(", ", Enum.GetValues<T>().Select(FileFormat.Word)));
    }

    /// <summary>That the value is not what was expected.</summary>
    public VardaxFormatException Wrong(string expected) => Bad(file, path, expected, Shown());

    /// <summary>What is made of the value; an argument that is out of range is the file's fault.</summary>
    public T Built<T>(Func<JsonFields, T> build, string expected = "values that are possible")
    {
        try
        {
            return build(this);
        }
        catch (ArgumentException failure)
        {
            throw Wrong($"{expected} ({FileFormat.Reason(failure)})");
        }
    }

    /// <summary>The items of a list.</summary>
    public IEnumerable<JsonFields> Items => Required(JsonValueKind.Array, "a list").element.EnumerateArray()
        .Select((item, i) => new JsonFields(file, $"{path}[{i}]", item));

    private static VardaxFormatException Bad(string file, string path, string expected, string found) =>
        new(file, 8, $"metadata {path}: expected {expected}, found {found}");

    /// <summary>Half of a surrogate pair, escaped, is JSON and no text: it throws an InvalidOperationException where it is asked for.
    /// </summary>
    private static void RequireText(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            element.GetString();
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
                RequireText(item);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in element.EnumerateObject())
            {
                _ = member.Name;
                RequireText(member.Value);
            }
        }
    }

    private JsonFields Child(string name, JsonElement value) => new(file, $"{path}.{name}", value);

    private JsonFields Required(JsonValueKind kind, string expected) => element.ValueKind == kind ? this : throw Wrong(expected);

    private string Shown()
    {
        string text = element.GetRawText();
        return text.Length > 60 ? text[..60] + "..." : text;
    }
}
