using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.SystemFiles;

/// <summary>Systems that the program brings, as files to start from.</summary>
internal static class SystemCatalogue
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["lotka-volterra", "pendulum", "van-der-pol", "lorenz63", "lorenz96", "sir", "two-tank"];

    /// <summary>The text of a system's file.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static string Text(string name)
    {
        using Stream file = typeof(SystemCatalogue).Assembly.GetManifestResourceStream($"{name}.toml")!;
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    /// <summary>The definition of a system of the catalogue, or in a file.</summary>
    /// <param name="source">A name of the catalogue, or a path.</param>
    /// <param name="known">New values of known constants.</param>
    /// <exception cref="InputException">There is no such system or file, or the file is wrong.</exception>
    public static SystemDefinition Read(string source, IReadOnlyDictionary<string, string> known) =>
        Names.Contains(source) ? SystemFile.Parse($"{source}.toml", Text(source), known)
        : File.Exists(source) ? SystemFile.Read(source, known)
        : throw new InputException($"there is no file {source}; expected a file, or one of the systems {string.Join(", ", Names)}.");
}
