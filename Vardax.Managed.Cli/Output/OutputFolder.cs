using System.Text;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Cli.Output;

/// <summary>
/// A folder that results are written to: all files or none (<see cref="AtomicFile"/>), so that a run interrupted before that leaves
/// what was there as it was.
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
            string probe = Path.Combine(path, $".vardax-{Path.GetRandomFileName()}.tmp");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"--out is {path}; it must be a folder that can be written to ({failure.Message}).", failure);
        }
    }

    /// <summary>Writes the files.</summary>
    public void Write(IReadOnlyCollection<(string Name, string Text)> files, CancellationToken cancellation)
    {
        foreach ((string name, _) in files)
        {
            if (Directory.Exists(Path.Combine(path, name)))
                throw new IOException($"--out is {path}; it must be a folder in which {name} is not a folder.");
        }

        AtomicFile.Write([.. files.Select(file => Path.Combine(path, file.Name))], streams =>
        {
            foreach ((Stream stream, (_, string text)) in streams.Zip(files))
            {
                cancellation.ThrowIfCancellationRequested();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        });
    }
}
