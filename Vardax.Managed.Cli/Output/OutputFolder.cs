namespace Vardax.Managed.Cli.Output;

/// <summary>
/// A folder that results are written to: each file under a temporary name, moved into place once all of them are complete, so that
/// no file is ever half written, and a run interrupted before that leaves what was there as it was.
/// </summary>
internal sealed class OutputFolder
{
    private readonly string path;

    /// <summary>Creates the folder where it is missing, and makes sure that it can be written to.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public OutputFolder(string path)
    {
        this.path = path;
        try
        {
            Directory.CreateDirectory(path);
            string probe = Temporary("probe");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"--out is {path}; it takes a folder that can be written to ({failure.Message}).", failure);
        }
    }

    /// <summary>Writes the files, then moves them into place.</summary>
    public void Write(IReadOnlyCollection<(string Name, string Text)> files, CancellationToken cancellation)
    {
        foreach ((string name, _) in files)
        {
            if (Directory.Exists(Path.Combine(path, name)))
                throw new IOException($"--out is {path}; it takes a folder in which {name} is not a folder.");
        }

        try
        {
            foreach ((string name, string text) in files)
            {
                cancellation.ThrowIfCancellationRequested();
                File.WriteAllText(Temporary(name), text);
            }

            foreach ((string name, _) in files)
                File.Move(Temporary(name), Path.Combine(path, name), overwrite: true);
        }
        finally
        {
            foreach ((string name, _) in files)
                File.Delete(Temporary(name));
        }
    }

    private string Temporary(string name) => Path.Combine(path, $".{name}.{Environment.ProcessId}.tmp");
}
