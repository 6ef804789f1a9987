using System.Globalization;
using System.Text;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.SystemFiles;

/// <summary>A system's definition in TOML: each value becomes an entry with its line and column.</summary>
internal sealed class SystemFile
{
    private const int MostBytes = 256 * 1024, MostParts = 3;
    private const string Observe = "observe";

    private static readonly string[] Sections = ["state", "map", "let", "initial", "known", "unknown", Observe, "time"];

    private readonly string name;
    private readonly List<SystemEntry> entries = [];
    private readonly FamilyKeys keys;

    private SystemFile(string name, string text) => (this.name, keys) = (name, new FamilyKeys(text));

    /// <summary>The definition in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="known">New values of known constants.</param>
    /// <exception cref="InputException">The file is wrong; the message has its place.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SystemDefinition Read(string path, IReadOnlyDictionary<string, string> known)
    {
        var bytes = new byte[MostBytes + 1];
        using FileStream file = File.OpenRead(path);
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MostBytes)
            throw new InputException($"{path}: expected at most {MostBytes} bytes, found more.");
        try
        {
            return Parse(path, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length), known);
        }
        catch (DecoderFallbackException wrong)
        {
            ReadOnlySpan<byte> before = bytes.AsSpan(0, Math.Max(0, wrong.Index));
            throw new InputException(
                $"{path}{Place(before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'))}: expected text in UTF-8, found other bytes.");
        }
    }

    /// <summary>The definition in a text.</summary>
    /// <param name="name">What messages call the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="known">New values of known constants.</param>
    /// <exception cref="InputException">The text is wrong; the message has the place.</exception>
    public static SystemDefinition Parse(string name, string text, IReadOnlyDictionary<string, string> known)
    {
        IReadOnlyList<SystemEntry> entries = Entries(name, text);
        try
        {
            return SystemDefinition.Read(entries, known);
        }
        catch (SystemDefinitionException wrong) when (wrong.Line == 0 && wrong.Entry.Section == "known" && known.ContainsKey(wrong.Entry.Key))
        {
            throw new InputException($"--set {wrong.Entry.Key}={known[wrong.Entry.Key]}: {wrong.Fault}.");
        }
        catch (SystemDefinitionException wrong)
        {
            throw new InputException($"{name}{Place(Math.Max(1, wrong.Line), Math.Max(1, wrong.Column))}: {wrong.Message.TrimEnd('.')}.");
        }
    }

    /// <summary>The entries of a text.</summary>
    /// <param name="name">What messages call the text.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="InputException">The text is wrong; the message has the place.</exception>
    public static IReadOnlyList<SystemEntry> Entries(string name, string text)
    {
        var file = new SystemFile(name, text.TrimStart('\uFEFF'));
        DocumentSyntax document = file.Document();
        if (document.Diagnostics.Where(one => one.Kind == DiagnosticMessageKind.Error).MinBy(one => one.Span.Offset) is { } error)
            throw new InputException($"{name}{Place(error.Span.Start)}: {file.keys.Restore(error.Message).ReplaceLineEndings(" ").TrimEnd('.')}.");
        foreach (KeyValueSyntax pair in document.KeyValues)
            file.Add([], pair);
        foreach (TableSyntaxBase table in document.Tables)
        {
            if (table is not TableSyntax)
                throw file.Wrong(table, "expected a table [NAME], found an array of tables [[NAME]]");
            string[] path = file.Parts(table.Name!);
            file.RequireSection(path, table.Name!);
            if (path.Length > (path[0] == Observe ? 2 : 1))
                throw file.Wrong(table.Name!, $"expected a section such as [time] or [observe.NAME], found [{string.Join('.', path)}]");
            foreach (KeyValueSyntax pair in table.Items)
                file.Add(path, pair);
        }

        return file.entries;
    }

    private DocumentSyntax Document()
    {
        try
        {
            return SyntaxParser.Parse(keys.Text, name, validate: true);
        }
        catch (TomlException)
        {
            // The one fault that is thrown and not noted.
            throw new InputException($"{name}: expected at most 64 lists or tables inside one another, found more.");
        }
    }

    private static string Place(TextPosition position) => Place(position.Line + 1, position.Column + 1);

    private static string Place(int line, int column) => string.Create(CultureInfo.InvariantCulture, $":{line}:{column}");

    private string[] Parts(KeySyntax key) => [Text(key.Key!), .. key.DotKeys.Select(part => Text(part.Key!))];

    private string Text(BareKeyOrStringValueSyntax key) =>
        key is StringValueSyntax text ? text.Value! : keys.Written(((BareKeySyntax)key).Key!.Text!);

    private InputException Wrong(SyntaxNodeBase node, string fault) => new($"{name}{Place(node.Span.Start)}: {fault}.");

    private void RequireSection(string[] path, SyntaxNodeBase node)
    {
        if (!Sections.Contains(path[0]))
            throw Wrong(node, $"expected one of the sections {string.Join(", ", Sections)}, found {path[0]}");
    }

    private void Add(string[] above, KeyValueSyntax pair)
    {
        string[] path = [.. above, .. Parts(pair.Key!)];
        ValueSyntax value = pair.Value!;
        if (path.Length > 1 || value is InlineTableSyntax)
            RequireSection(path, pair.Key!);
        else if (path[0] != "name")
            throw Wrong(pair.Key!, $"expected name, or a section such as [state], before other keys, found {path[0]}");
        bool isInstrument = path[0] == Observe;
        int parts = path.Length == 1 && path[0] == "name" ? 1 : isInstrument ? MostParts : 2;
        if (path.Length > parts || (value is InlineTableSyntax && path.Length == parts))
            throw Wrong(value, $"expected a value of {string.Join('.', path.Take(parts))}, found a table");
        if (value is InlineTableSyntax table)
        {
            foreach (InlineTableItemSyntax item in table.Items)
                Add(path, item.KeyValue!);
            return;
        }

        if (path.Length < parts)
            throw Wrong(value, "expected an instrument such as { value = \"x\", error = \"normal(1)\", every = 1 }, found " + Kind(value));
        (int line, int column) = Start(value);
        entries.Add(new SystemEntry(
            path.Length == 1 ? "" : string.Join('.', path[..^1]), path[^1], Value(value, isInstrument && path[^1] is "times" or "sites"), line, column));
    }

    /// <summary>Where the text of a value begins: behind the quotes of a string, and behind a line's end after three of them.</summary>
    private static (int Line, int Column) Start(ValueSyntax value)
    {
        TextPosition start = value.Span.Start;
        string token = (value as StringValueSyntax)?.Token?.Text ?? "";
        bool isLong = token.StartsWith("\"\"\"", StringComparison.Ordinal) || token.StartsWith("'''", StringComparison.Ordinal);
        return isLong && token[3..] is ['\n', ..] or ['\r', ..] ? (start.Line + 2, 1)
            : (start.Line + 1, start.Column + 1 + (isLong ? 3 : token.Length > 0 ? 1 : 0));
    }

    private string Value(ValueSyntax value, bool isList) => value switch
    {
        StringValueSyntax text => text.Value!,
        IntegerValueSyntax whole => whole.Value.ToString(CultureInfo.InvariantCulture),
        FloatValueSyntax number => number.Token!.Text!.Replace("_", "", StringComparison.Ordinal).TrimStart('+'),
        ArraySyntax list when isList => string.Join(", ", list.Items.Select(item => Value(item.Value!, isList: false))),
        _ => throw Wrong(value, $"expected a string or a number{(isList ? ", or a list of them" : "")}, found {Kind(value)}"),
    };

    private static string Kind(ValueSyntax value) => value switch
    {
        StringValueSyntax => "a string",
        IntegerValueSyntax or FloatValueSyntax => "a number",
        BooleanValueSyntax => "true or false",
        ArraySyntax => "a list",
        InlineTableSyntax => "a table",
        _ => "a date",
    };
}
