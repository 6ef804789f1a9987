namespace Vardax.Managed.Formats;

/// <summary>
/// Files that are whole or untouched: written under a temporary name beside them, flushed to the disk, moved into place, and the
/// folder flushed. When a call returns, the files survive a power cut; docs/files.md says what that rests on.
/// </summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a file. If anything fails, what was there stays as it was, and no temporary file stays. A pipe, a socket or a device
    /// is written to and never replaced.
    /// </summary>
    /// <param name="path">The file; replaced where it exists, with its mode. Its folder must exist.</param>
    /// <param name="write">
    /// Writes the content to an empty stream, and leaves it open; what it throws is thrown on. A file's stream can seek.
    /// </param>
    /// <exception cref="ArgumentException">The path is empty or no path.</exception>
    /// <exception cref="IOException">The folder does not exist, the path is a folder's, or writing fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file cannot be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        Write([path], streams => write(streams[0]), new Disk());
    }

    /// <summary>
    /// Writes several files, as <see cref="Write(string, Action{Stream})"/> one. None changes before all are on the disk.
    /// </summary>
    /// <param name="paths">The files.</param>
    /// <param name="write">Writes to a stream for each.</param>
    /// <exception cref="ArgumentException">A path is empty or no path.</exception>
    /// <exception cref="IOException">A folder does not exist, a path is a folder's, or writing fails.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder or a file cannot be written to.</exception>
    public static void Write(IReadOnlyList<string> paths, Action<IReadOnlyList<Stream>> write)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(write);
        foreach (string path in paths)
            ArgumentException.ThrowIfNullOrEmpty(path, nameof(paths));
        Write(paths, write, new Disk());
    }

    internal static void Write(IReadOnlyList<string> paths, Action<IReadOnlyList<Stream>> write, IDisk disk)
    {
        List<PendingFile> files = [];
        try
        {
            foreach (string path in paths)
                files.Add(new PendingFile(path, disk));
            PendingFile[] folders = [.. files.Where(file => !file.IsSpecial).DistinctBy(file => file.Folder)];
            foreach (PendingFile folder in folders)
                folder.RemoveLeftovers();
            write([.. files.Select(file => file.Stream)]);
            foreach (PendingFile file in files)
                file.Flush();
            foreach (PendingFile file in files)
                file.Place();
            foreach (PendingFile folder in folders)
                folder.FlushFolder();
        }
        catch (Exception failure) when (files.Find(file => file.IsNamedBy(failure)) is { } file)
        {
            throw file.Named(failure);
        }
        finally
        {
            foreach (PendingFile file in files)
                file.Dispose();
        }
    }
}
