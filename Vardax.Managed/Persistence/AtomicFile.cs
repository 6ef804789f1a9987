namespace Vardax.Managed.Persistence;

/// <summary>
/// A file that is whole or untouched: written under a temporary name beside it, flushed to the disk, then moved into place.
/// </summary>
public static class AtomicFile
{
    private static readonly string[] Devices = ["/dev/", "/proc/"];

    /// <summary>
    /// Writes a file. Where anything fails, what was there stays as it was and the temporary file is removed.
    /// </summary>
    /// <param name="path">The file; replaced where it exists. Its folder must exist.</param>
    /// <param name="write">
    /// Writes the content to an empty stream that can seek, and leaves it open; what it throws is thrown on.
    /// </param>
    /// <exception cref="ArgumentException">The path is empty or no path.</exception>
    /// <exception cref="IOException">The folder does not exist, the path is a folder's, or writing fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file cannot be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        if (!OperatingSystem.IsWindows() && Devices.Any(folder => target.StartsWith(folder, StringComparison.Ordinal)))
        {
            // Such as /dev/null: written to, for it is nobody's to replace.
            using FileStream device = new(target, FileMode.Open, FileAccess.Write);
            write(device);
            return;
        }

        // The file that a link leads to, not the link.
        target = File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target;
        string temporary = Path.Combine(Path.GetDirectoryName(target) ?? target, $".{Path.GetRandomFileName()}.tmp");
        FileStream file = new(temporary, FileMode.CreateNew);
        try
        {
            using (file)
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    /// <summary>The failure that led here matters more than one to clean up after it.</summary>
    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
