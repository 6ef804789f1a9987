using System.Globalization;
using System.Text;

namespace Vardax.Managed.Formats;

/// <summary>
/// Reads the Python dictionary of a .npy header: the keys <c>descr</c> (a string), <c>fortran_order</c> (True or False) and
/// <c>shape</c> (a tuple of integers), once each in any order, with any white space and a comma after the last.
/// </summary>
/// <param name="text">The header, ASCII; whatever else stands in it is a fault.</param>
/// <param name="file">What messages call the file.</param>
/// <param name="start">Where the header begins in the file.</param>
internal ref struct NpyHeaderParser(ReadOnlySpan<byte> text, string file, long start)
{
    // As many as numpy allows.
    private const int MaxAxes = 64;

    private readonly ReadOnlySpan<byte> text = text;
    private int at;

    /// <summary>Element type, byte order, element order and axes.</summary>
    public NpyHeader Parse()
    {
        (NpyType Type, bool BigEndian)? element = null;
        bool? fortran = null;
        int[]? shape = null;
        Require('{', "a dictionary");
        while (!Accept('}'))
        {
            int keyAt = at;
            string key = String("a key");
            Require(':', $"':' after '{key}'");
            if (key == "descr" && element is null)
                element = Element();
            else if (key == "fortran_order" && fortran is null)
                fortran = Boolean();
            else if (key == "shape" && shape is null)
                shape = Tuple();
            else
                throw Fault($"expected the keys 'descr', 'fortran_order' and 'shape' once each, found '{key}'", keyAt);
            if (!Accept(','))
            {
                Require('}', "',' or '}'");
                break;
            }
        }

        SkipSpace();
        if (at < text.Length)
            throw Fault("expected nothing after the dictionary", at);
        return element is not null && fortran is not null && shape is not null
            ? new NpyHeader(element.Value.Type, element.Value.BigEndian, fortran.Value, shape)
            : throw Fault("expected the keys 'descr', 'fortran_order' and 'shape'", at);
    }

    private (NpyType Type, bool BigEndian) Element()
    {
        SkipSpace();
        int before = at;
        string description = String("a string as 'descr' (arrays of records are not read)");
        return NpyTypes.TryParse(description, out NpyType type, out bool bigEndian)
            ? (type, bigEndian)
            : throw Fault($"expected elements of '<f4', '<f8', '<i4', '<i8', '|b1' or '|u1', found '{description}'", before);
    }

    private bool Boolean() =>
        Accept("True"u8) || (Accept("False"u8) ? false : throw Fault("expected True or False as 'fortran_order'", at));

    private int[] Tuple()
    {
        List<int> axes = [];
        Require('(', "a tuple as 'shape'");
        bool comma = false;
        while (!Accept(')'))
        {
            if (axes.Count > 0 && !comma)
                throw Fault("expected ',' or ')' in 'shape'", at);
            if (axes.Count == MaxAxes)
                throw Fault($"expected at most {MaxAxes} axes", at);
            axes.Add(Integer());
            comma = Accept(',');
        }

        // (3) is a number in brackets, (3,) a tuple.
        return axes.Count != 1 || comma ? [.. axes] : throw Fault("expected a tuple as 'shape', found a number in brackets", at);
    }

    private int Integer()
    {
        SkipSpace();
        int before = at;
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
            at++;
        ReadOnlySpan<byte> digits = text[before..at];
        bool canonical = digits is [(byte)'0'] or [not (byte)'0', ..];
        return canonical && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Fault($"expected integers from 0 to {int.MaxValue} in 'shape'", before);
    }

    /// <summary>A string of plain letters: none of those that a header needs has an escape in it.</summary>
    private string String(string what)
    {
        SkipSpace();
        if (at >= text.Length || text[at] is not ((byte)'\'' or (byte)'"'))
            throw Fault($"expected {what}", at);
        byte quote = text[at++];
        int length = text[at..].IndexOf(quote);
        if (length < 0 || length > 40 || text.Slice(at, length).IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0
            || text.Slice(at, length).Contains((byte)'\\'))
        {
            throw Fault("expected a short plain string that ends", at - 1);
        }

        string value = Encoding.ASCII.GetString(text.Slice(at, length));
        at += length + 1;
        return value;
    }

    private void Require(char expected, string what)
    {
        if (!Accept(expected))
            throw Fault($"expected {what}", at);
    }

    private bool Accept(char expected)
    {
        SkipSpace();
        if (at >= text.Length || text[at] != expected)
            return false;
        at++;
        return true;
    }

    private bool Accept(ReadOnlySpan<byte> word)
    {
        SkipSpace();
        if (!text[at..].StartsWith(word))
            return false;
        at += word.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            at++;
    }

    private readonly VardaxFormatException Fault(string fault, int position) => new(file, start + position, $"header: {fault}");
}
