namespace Vardax.Managed.Formats;

/// <summary>Files of one .npy array, or of several one after the other.</summary>
public static class NpyFile
{
    /// <summary>Reads a file of one array.</summary>
    /// <exception cref="VardaxFormatException">It is no .npy file, one of another element type, larger than 2 GiB, or has more
    /// after the array.</exception>
    /// <inheritdoc cref="Digest.Of" path="/exception"/>
    public static NpyArray Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, path);
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

    /// <summary>Writes arrays one after the other to a file, whole or not at all (<see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file; replaced where it exists. Its folder must exist.</param>
    /// <param name="arrays">One, for what <c>numpy.load</c> reads.</param>
    /// <inheritdoc cref="AtomicFile.Write(string, Action{Stream})" path="/exception"/>
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
