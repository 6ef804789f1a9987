namespace Vardax.Managed.Tests.Architecture;

/// <summary>The folder that holds Vardax.sln, found from the test binaries upwards.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static string Library => System.IO.Path.Combine(Path, "Vardax.Managed");

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Vardax.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Vardax.sln.");
    }
}
