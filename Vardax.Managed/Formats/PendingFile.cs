namespace Vardax.Managed.Formats;

/// <summary>A file on its way into its place; or a pipe, a socket or a device, which has no other place.</summary>
internal sealed class PendingFile : IDisposable
{
    // Of a creation, if another run takes the new file for a leftover before it is held.
    private const int Attempts = 10;

    // EWOULDBLOCK.
    private const int SharingViolation = 11, SharingViolationOfMac = 35;

    private readonly IDisk disk;
    private readonly string path, target;
    private string? temporary;

    /// <summary>Opens the temporary file, or what is written to directly.</summary>
    public PendingFile(string path, IDisk disk)
    {
        (this.path, this.disk) = (path, disk);
        target = SpecialFile.Target(path);
        Folder = Path.GetDirectoryName(target) ?? target;
        if (Directory.Exists(target))
            throw new IOException($"{path} is a folder; expected a file, or nothing, in its place.");
        Stream = SpecialFile.Open(target) ?? Create();
    }

    /// <summary>The folder, as the path names it.</summary>
    public string Folder { get; }

    /// <summary>Takes the content.</summary>
    public Stream Stream { get; }

    /// <summary>Whether the content goes into what is there, with no temporary file.</summary>
    public bool IsSpecial => temporary is null;

    private bool IsPlaced { get; set; }

    /// <summary>Removes the temporary files of runs that were killed.</summary>
    public void RemoveLeftovers() => Leftovers.Remove(Folder, temporary!);

    /// <summary>Brings the content to the disk.</summary>
    public void Flush()
    {
        if (temporary is null)
            Stream.Flush();
        else
            disk.Flush(Stream);
    }

    /// <summary>Moves the file into its place; held until then, lest another run takes it for a leftover.</summary>
    public void Place()
    {
        if (temporary is null)
            return;
        disk.Move(temporary, target);
        IsPlaced = true;
    }

    /// <summary>Brings the move to the disk.</summary>
    public void FlushFolder() => disk.FlushFolder(Stream);

    /// <summary>Whether a failure's message names the temporary file.</summary>
    public bool IsNamedBy(Exception failure) =>
        temporary is not null && failure.Message.Contains(temporary, StringComparison.Ordinal);

    /// <summary>The failure with the name that the user knows.</summary>
    public Exception Named(Exception failure)
    {
        string message = failure.Message.Replace(temporary!, path, StringComparison.Ordinal);
        return failure switch
        {
            UnauthorizedAccessException => new UnauthorizedAccessException(message, failure),
            DirectoryNotFoundException => new DirectoryNotFoundException(message, failure),
            _ => new IOException(message, failure) { HResult = failure.HResult },
        };
    }

    /// <summary>Closes the file, and removes one that is not in its place.</summary>
    public void Dispose()
    {
        // The failure that led here matters more than one to clean up after it.
        Try(Stream.Dispose);
        if (temporary is not null && !IsPlaced)
            Try(() => disk.Delete(temporary));
    }

    private Stream Create()
    {
        UnixFileMode? mode = !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : null;
        for (int attempt = 1; ; attempt++)
        {
            temporary = Leftovers.NewName(Folder);
            Stream? created = null;
            try
            {
                created = disk.Create(temporary, mode);
                if (File.Exists(temporary))
                    return created;
                created.Dispose();
            }
            catch (IOException failure) when (failure.HResult is SharingViolation or SharingViolationOfMac && attempt < Attempts)
            {
                Try(() => disk.Delete(temporary));
            }
            catch (Exception failure) when (IsNamedBy(failure))
            {
                Try(() => disk.Delete(temporary));
                throw Named(failure);
            }
        }
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
