namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Python's numbers that JSON has no word for, NaN, Infinity and -Infinity, made readable in place: texts of as many letters, of
/// a letter that no writer puts there, so that all else keeps its column.
/// </summary>
internal static class JsonLiterals
{
    private const byte Mark = 0x7F;

    /// <summary>Replaces the literals of a line; a line that has the mark itself stays as it is, and so is no JSON.</summary>
    public static void Mask(Span<byte> line)
    {
        if ((line.IndexOf("NaN"u8) < 0 && line.IndexOf("Infinity"u8) < 0) || line.Contains(Mark))
            return;
        bool quoted = false;
        for (int at = 0; at < line.Length; at++)
        {
            if (quoted && line[at] == '\\')
                at++;
            else if (line[at] == '"')
                quoted = !quoted;
            else if (!quoted && Starts(line[at..]) is > 0 and int length)
                at = Mask(line, at, length);
        }
    }

    /// <summary>The literal that a text stands for; null if the text is one of the line's own.</summary>
    public static string? Of(ReadOnlySpan<byte> text) => text.IsEmpty || text.ContainsAnyExcept(Mark)
        ? null
        : text.Length switch { 1 => "NaN", 6 => "Infinity", 7 => "-Infinity", _ => null };

    private static int Starts(ReadOnlySpan<byte> rest) =>
        rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;

    private static int Mask(Span<byte> line, int at, int length)
    {
        line.Slice(at, length).Fill(Mark);
        (line[at], line[at + length - 1]) = ((byte)'"', (byte)'"');
        return at + length - 1;
    }
}
