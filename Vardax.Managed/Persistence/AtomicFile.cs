namespace Vardax.Managed.Persistence;

/// <summary>
/// A file that is whole or untouched: written under a temporary name beside it, flushed to the disk, then moved into place.
/// </summary>
public static class AtomicFile
{
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
        // The file that a link leads to, not the link.
        if (!IsDevice(target) && new FileInfo(target) is { LinkTarget: not null } link)
            target = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (IsDevice(target))
        {
            // Such as /dev/null: written to, for it is nobody's to replace.
            using FileStream device = new(target, FileMode.Open, FileAccess.Write);
            write(device);
            return;
        }

        string temporary = Path.Combine(Path.GetDirectoryName(target) ?? target, $".{Path.GetRandomFileName()}.tmp");
        FileStream file = new(temporary, FileMode.CreateNew);
        try
        {
            using (file)
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            // Who may read what is replaced may read what replaces it, and nobody else.
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    private static bool IsDevice(string path) => !OperatingSystem.IsWindows()
        && (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal))
        && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

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
