namespace Vardax.Managed.Formats;

/// <summary>Files of one .npy array, or of several one after the other.</summary>
public static class NpyFile
{
    /// <summary>Reads a file of one array.</summary>
    /// <exception cref="VardaxFormatException">It is no .npy file, one of another element type, larger than 2 GiB, or has more
    /// after the array.</exception>
    /// <exception cref="ArgumentException">The path is empty or no path.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static NpyArray Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, path);
    }

    /// <summary>Reads a file of any number of arrays one after the other, as Equinox writes the leaves of a model.</summary>
    /// <inheritdoc cref="Load"/>
    public static IReadOnlyList<NpyArray> LoadAll(string path)
    {
        using FileStream file = File.OpenRead(path);
        return ReadAll(file, path);
    }

    /// <summary>Reads a stream of one array from its position to its end.</summary>
    /// <param name="stream">Need not seek; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="VardaxFormatException">
    /// It holds no array, one of another element type, or more than the array.
    /// </exception>
    /// <exception cref="IOException">Reading fails.</exception>
    public static NpyArray Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ByteSource source = new(stream, name);
        NpyArray array = NpyArray.TryRead(source) ?? throw source.Fault("expected a .npy array, found the end");
        source.RequireEnd("the array");
        return array;
    }

    /// <summary>Reads a stream of any number of arrays from its position to its end.</summary>
    /// <param name="stream">Need not seek; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="VardaxFormatException">What it holds are not arrays of these element types.</exception>
    /// <exception cref="IOException">Reading fails.</exception>
    public static IReadOnlyList<NpyArray> ReadAll(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ByteSource source = new(stream, name);
        List<NpyArray> arrays = [];
        while (NpyArray.TryRead(source) is { } array)
            arrays.Add(array);
        return arrays;
    }

    /// <summary>Writes arrays one after the other to a file, whole or not at all (<see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file; replaced where it exists. Its folder must exist.</param>
    /// <param name="arrays">One, for what <c>numpy.load</c> reads.</param>
    /// <exception cref="ArgumentException">The path is empty or no path.</exception>
    /// <exception cref="IOException">The folder does not exist, the path is a folder's, or writing fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file cannot be written to.</exception>
    public static void Save(string path, params NpyArray[] arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        AtomicFile.Write(path, file => Write(file, arrays));
    }

    /// <summary>Writes arrays one after the other at the stream's position; the stream stays open.</summary>
    /// <exception cref="IOException">Writing fails.</exception>
    public static void Write(Stream stream, params ReadOnlySpan<NpyArray> arrays)
    {
        foreach (NpyArray array in arrays)
            array.Write(stream);
    }
}
