using Vardax.Managed.Formats;

namespace Vardax.Managed.Tests.Formats;

/// <summary>Files that others wrote (Vectors/formats.py), and what the format tests share.</summary>
internal static class FormatFiles
{
    /// <summary>0, 0.25, ... 1.25, which stand in several of them as an array of 2 x 3.</summary>
    public static readonly float[] Quarters = [0, 0.25f, 0.5f, 0.75f, 1, 1.25f];

    /// <summary>-0.5, 0.5, ... 22.5, as an array of 2 x 3 x 4.</summary>
    public static readonly double[] Cube = [.. Enumerable.Range(0, 24).Select(i => i - 0.5)];

    public static string Vector(string name) => Path.Combine(AppContext.BaseDirectory, "Vectors", name);

    public static byte[] Written(Action<Stream> write)
    {
        MemoryStream stream = new();
        write(stream);
        return stream.ToArray();
    }

    /// <summary>Requires a fault, and its message from the offset or the cell on.</summary>
    public static void Faults(string expected, Action read)
    {
        string message = Assert.Throws<VardaxFormatException>(read).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }
}
