namespace Vardax.Managed.Formats;

/// <summary>Temporary files: their names, and what becomes of those of runs that were killed.</summary>
internal static class Leftovers
{
    private const string Prefix = ".vardax-", Suffix = ".tmp";

    /// <summary>The path of a temporary file that does not exist.</summary>
    public static string NewName(string folder) => Path.Combine(folder, $"{Prefix}{Path.GetRandomFileName()}{Suffix}");

    /// <summary>Removes a folder's temporary files that no living run holds.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="held">A temporary file of this run, which it holds.</param>
    public static void Remove(string folder, string held)
    {
        // On a file system without locks, such as NFS, nobody can tell who lives.
        if (TryTake(held, FileOptions.None))
            return;
        try
        {
            foreach (string path in Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}"))
                TryTake(path, FileOptions.DeleteOnClose);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Somebody who may write there need not be able to list what is there.
        }
    }

    /// <summary>Opens a file that nobody holds, for a moment; the file goes while it is held, if that is asked for.</summary>
    private static bool TryTake(string path, FileOptions options)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, 1, options).Dispose();
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
