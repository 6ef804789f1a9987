using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vardax.Managed.Formats;

/// <summary>The disk itself.</summary>
internal sealed class Disk : IDisk
{
    // A file system that cannot flush a folder says EINVAL.
    private const int InvalidArgument = 22;

    private const int BadDescriptor = 9;

    private const string Descriptors = "/proc/self/fd";

    /// <inheritdoc/>
    public Stream Create(string path, UnixFileMode? mode)
    {
        // To be moved while it is held, also by Windows.
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete };
        if (mode is not null && !OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        FileStream file = new(path, options);
        try
        {
            // The mode above is less the umask.
            if (mode is { } exact && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(file.SafeFileHandle, exact);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Flush(Stream file)
    {
        file.Flush();
        var stream = (FileStream)file;
        if (Sync(stream.SafeFileHandle) is var error and not 0)
            throw Failure(error, stream.Name);
    }

    /// <inheritdoc/>
    public void Move(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public void FlushFolder(Stream file) => TryFlushFolder((FileStream)file);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <summary>Flushes the folder of a file that is open; false if the system gives no way to.</summary>
    internal static bool TryFlushFolder(FileStream file)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        // The folder as the kernel names it, through whatever links.
        string link = $"{Descriptors}/{file.SafeFileHandle.DangerousGetHandle()}";
        if (Path.GetDirectoryName(new FileInfo(link).LinkTarget) is not { } folder || !Directory.Exists(folder))
            return false;
        // .NET opens no folder as a file; but while it lists one, the process has the folder open.
        using IEnumerator<string> listing = Directory.EnumerateFileSystemEntries(folder).GetEnumerator();
        foreach (FileSystemInfo open in new DirectoryInfo(Descriptors).EnumerateFileSystemInfos())
        {
            if (open.LinkTarget != folder)
                continue;
            using SafeFileHandle handle = new(int.Parse(open.Name), ownsHandle: false);
            int error = Sync(handle);
            if (error == 0)
                return true;
            // Another thread that listed the folder may have closed it since.
            if (error is not (InvalidArgument or BadDescriptor))
                throw Failure(error, folder);
        }

        return false;
    }

    /// <summary>
    /// Brings a file to the disk; the system's error number, 0 for none. On Unix .NET drops the failure of an fsync, and keeps
    /// its number as the last error.
    /// </summary>
    internal static int Sync(SafeFileHandle handle)
    {
        Marshal.SetLastPInvokeError(0);
        RandomAccess.FlushToDisk(handle);
        return OperatingSystem.IsWindows() ? 0 : Marshal.GetLastPInvokeError();
    }

    private static IOException Failure(int error, string path) => new($"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'", error);
}
