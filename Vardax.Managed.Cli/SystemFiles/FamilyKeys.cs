namespace Vardax.Managed.Cli.SystemFiles;

/// <summary>
/// Keys such as <c>x[40]</c> without quotes, which TOML does not know. Its parser gets dashes for the brackets, one for one, so that every
/// line and column stays what it is.
/// </summary>
internal sealed class FamilyKeys
{
    private readonly Dictionary<string, string> written = new(StringComparer.Ordinal);

    /// <summary>Finds the keys of a text: at the start of a line, outside strings.</summary>
    public FamilyKeys(string text)
    {
        char[] plain = text.ToCharArray();
        string open = "";
        for (int start = 0, end; start < text.Length; start = end + 1)
        {
            end = text.IndexOf('\n', start) is int found and >= 0 ? found : text.Length;
            if (open.Length == 0)
                Replace(plain.AsSpan(start, end - start));
            open = OpenAfter(text.AsSpan(start, end - start), open);
        }

        Text = new string(plain);
    }

    /// <summary>The text for the parser.</summary>
    public string Text { get; }

    /// <summary>A key of the parser as it was written, without blanks.</summary>
    public string Written(string key) => written.GetValueOrDefault(key, key);

    /// <summary>A message of the parser with the keys as they were written.</summary>
    public string Restore(string message) => written.Aggregate(message, (text, key) => text.Replace(key.Key, key.Value, StringComparison.Ordinal));

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private void Replace(Span<char> line)
    {
        Span<char> key = line[..Math.Max(0, line.IndexOf('='))].Trim();
        int name = 0;
        while (name < key.Length && (IsPart(key[name]) || key[name] == '.'))
            name++;
        if (name == 0 || name == key.Length || key[^1] != ']' || key[name..].TrimStart()[0] != '[' || key.ContainsAny("\"'#{"))
            return;
        string before = string.Concat(key.ToString().Where(c => !char.IsWhiteSpace(c)));
        foreach (ref char c in key[name..])
            c = IsPart(c) ? c : '-';
        written[key[(key[..name].LastIndexOf('.') + 1)..].ToString()] = before[(before.AsSpan(0, name).LastIndexOf('.') + 1)..];
    }

    /// <summary>The quotes of the string that a line leaves open; empty if none.</summary>
    private static string OpenAfter(ReadOnlySpan<char> line, string open)
    {
        for (int at = 0; at < line.Length; at++)
        {
            if (open.Length == 0 && line[at] == '#')
                break;
            if (open.Length == 0 && line[at] is '"' or '\'')
            {
                open = line[at..].StartsWith(new string(line[at], 3)) ? new string(line[at], 3) : line[at].ToString();
                at += open.Length - 1;
            }
            else if (open.Length > 0 && line[at] == '\\' && open[0] == '"')
            {
                at++;
            }
            else if (open.Length > 0 && line[at..].StartsWith(open))
            {
                at += open.Length - 1;
                open = "";
            }
        }

        return open.Length == 3 ? open : "";
    }
}
