using System.Text.RegularExpressions;
using Vardax.Managed.Tests.Architecture;

namespace Vardax.Managed.Tests.Docs;

/// <summary>A page of the documentation.</summary>
/// <param name="Name">Its path from the repository's root.</param>
/// <param name="Text">What it holds.</param>
internal sealed partial record Page(string Name, string Text)
{
    /// <summary>All pages that people read.</summary>
    public static IReadOnlyList<Page> All { get; } =
    [
        .. Directory.GetFiles(RepositoryRoot.Path, "*.md")
            .Concat(Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "docs"), "*.md"))
            .Concat(Directory.GetFiles(Path.Combine(RepositoryRoot.Path, ".github"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.GetDirectories(RepositoryRoot.Path, "Vardax.Managed*").Select(folder => Path.Combine(folder, "PACKAGE.md")))
            .Where(File.Exists)
            .Select(path => new Page(Path.GetRelativePath(RepositoryRoot.Path, path), File.ReadAllText(path))),
    ];

    public static Page Of(string name) => All.Single(page => page.Name == name);

    /// <summary>The blocks of a language, each with the number of the line that it begins after.</summary>
    public IEnumerable<(int Line, string Text)> Blocks(string language) => Fence().Matches(Text)
        .Where(block => block.Groups["language"].Value == language)
        .Select(block => (Text[..block.Index].Count(c => c == '\n') + 1, block.Groups["text"].Value));

    /// <summary>The page without its blocks.</summary>
    public string Prose => Fence().Replace(Text, "");

    [GeneratedRegex("^```(?<language>\\w*)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
