namespace Vardax.Managed.Scores;

/// <summary>Argument checks shared by the scores.</summary>
internal static class Shapes
{
    public static void RequireSameLength(int expected, int found, string name)
    {
        if (expected == 0)
            throw new ArgumentException("Expected at least one entry.", name);
        if (expected != found)
            throw new ArgumentException($"Expected {expected} entries, found {found}.", name);
    }

    public static void RequireMatrix(int length, int rows, int columns, string name)
    {
        if (rows < 1 || columns < 1 || length != (long)rows * columns)
            throw new ArgumentException($"Expected {rows} x {columns} entries, at least 1 x 1, found {length}.", name);
    }
}
