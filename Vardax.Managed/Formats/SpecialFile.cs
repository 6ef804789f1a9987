using System.Net.Sockets;

namespace Vardax.Managed.Formats;

/// <summary>Pipes, sockets and devices: what is written to and never replaced.</summary>
internal static class SpecialFile
{
    // ENXIO: what opening a socket says.
    private const int NoSuchDevice = 6;

    /// <summary>The file that a path leads to: of a link its target, so that the link stays.</summary>
    public static string Target(string path)
    {
        string target = Path.GetFullPath(path);
        return !IsSystem(target) && new FileInfo(target) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
            : target;
    }

    /// <summary>Opens what is not replaced; null for a file, or nothing. A pipe waits for its reader.</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be written to.</exception>
    public static Stream? Open(string target)
    {
        if (!File.Exists(target))
            return null;
        FileStream stream;
        try
        {
            stream = new(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (IOException failure) when (failure.HResult == NoSuchDevice && !OperatingSystem.IsWindows())
        {
            return Connect(target);
        }

        if (IsSystem(target) || !stream.CanSeek || !IsResizable(stream))
            return stream;
        stream.Dispose();
        return null;
    }

    private static NetworkStream Connect(string target)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(target));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new IOException($"{target} is a socket: {failure.Message}", failure);
        }
    }

    private static bool IsSystem(string path) => !OperatingSystem.IsWindows()
        && (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal))
        && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>A device has no length, and takes none: the one way to tell it from an empty file.</summary>
    private static bool IsResizable(FileStream stream)
    {
        if (stream.Length > 0)
            return true;
        try
        {
            stream.SetLength(0);
            return true;
        }
        catch (Exception failure) when (failure is IOException or ArgumentException)
        {
            return false;
        }
    }
}
