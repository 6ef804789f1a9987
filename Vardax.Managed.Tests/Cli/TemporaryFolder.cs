namespace Vardax.Managed.Tests.Cli;

/// <summary>A new folder, deleted with what is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("vardax-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
