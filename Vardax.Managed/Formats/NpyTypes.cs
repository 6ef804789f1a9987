namespace Vardax.Managed.Formats;

/// <summary>The element types' descriptions in a header, and their sizes.</summary>
internal static class NpyTypes
{
    private static readonly (string Code, int Size)[] Known = [("b1", 1), ("u1", 1), ("i4", 4), ("i8", 8), ("f4", 4), ("f8", 8)];

    /// <summary>Bytes of one element.</summary>
    public static int Size(this NpyType type) => Known[(int)type].Size;

    /// <summary>The description that is written: little-endian, or of no order where an element is one byte.</summary>
    public static string Description(this NpyType type) => (type.Size() == 1 ? "|" : "<") + Known[(int)type].Code;

    /// <summary>The type of a description, <c>&lt;</c>, <c>&gt;</c> or <c>|</c> and a code.</summary>
    public static bool TryParse(string description, out NpyType type, out bool bigEndian)
    {
        string code = description.Length == 0 ? "" : description[1..];
        int index = Array.FindIndex(Known, known => known.Code == code);
        type = (NpyType)Math.Max(index, 0);
        bigEndian = description is ['>', ..];
        // '=' would be the order of the machine that wrote the file, which no reader can know; numpy never writes it.
        return index >= 0 && (description[0] is '<' or '>' || (description[0] == '|' && type.Size() == 1));
    }
}
