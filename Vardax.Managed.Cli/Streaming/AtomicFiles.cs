using Vardax.Managed.Persistence;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Several files that come into place once all of them are whole.</summary>
internal static class AtomicFiles
{
    /// <summary>Writes files; where anything fails before all are written, none changes.</summary>
    /// <param name="paths">Replaced where they exist.</param>
    /// <param name="write">Writes to a stream for each, which can seek.</param>
    public static void Write(IReadOnlyList<string> paths, Action<IReadOnlyList<Stream>> write)
    {
        if (paths.FirstOrDefault(Directory.Exists) is { } folder)
            throw new IOException($"{folder} is a folder; expected a file, or nothing, in its place.");
        List<Stream> streams = [];
        Open();

        void Open()
        {
            if (streams.Count == paths.Count)
            {
                write(streams);
                return;
            }

            AtomicFile.Write(paths[streams.Count], stream =>
            {
                streams.Add(stream);
                Open();
            });
        }
    }
}
