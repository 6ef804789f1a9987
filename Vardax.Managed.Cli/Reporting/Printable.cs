using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>Text that others chose (names, file contents, arguments), fit for a terminal, a message and a page.</summary>
internal static class Printable
{
    /// <summary>
    /// The text on one line, with an escape in place of each character that shows nothing itself and may change how the others
    /// show: controls, line ends, marks of direction and other formats, lone surrogates, and what Unicode does not assign.
    /// </summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Line(string? text)
    {
        if (text is null)
            return null;
        StringBuilder? line = null;
        for (int at = 0, length; at < text.Length; at += length)
        {
            bool whole = Rune.TryGetRuneAt(text, at, out Rune rune);
            length = whole ? rune.Utf16SequenceLength : 1;
            if (whole && IsPlain(rune))
            {
                line?.Append(text, at, length);
                continue;
            }

            int value = whole ? rune.Value : text[at];
            line ??= new StringBuilder(text, 0, at, text.Length + 16);
            line.Append(value > char.MaxValue ? "\\U" : "\\u").Append(value.ToString(value > char.MaxValue ? "X8" : "X4", CultureInfo.InvariantCulture));
        }

        return line?.ToString() ?? text;
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}
