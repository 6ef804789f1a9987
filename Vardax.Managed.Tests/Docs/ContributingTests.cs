using System.Text.RegularExpressions;
using Vardax.Managed.Tests.Architecture;

namespace Vardax.Managed.Tests.Docs;

/// <summary>The files that CONTRIBUTING.md names are there.</summary>
public sealed partial class ContributingTests
{
    private static readonly HashSet<string> Files =
    [
        .. ((string[])["Vardax.Managed", "Vardax.Managed.Cli", "Vardax.Managed.Tests", "Vardax.Managed.Bench", "docs"])
            .SelectMany(folder => Directory.GetFiles(Path.Combine(RepositoryRoot.Path, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.GetFiles(RepositoryRoot.Path))
            .Select(path => Path.GetFileName(path)!),
    ];

    [Fact]
    public void Every_file_exists()
    {
        string[] named = [.. Named(Page.Of("CONTRIBUTING.md").Prose)];
        Assert.True(named.Length > 25, $"only {named.Length} files found");
        Assert.Empty(named.Where(name => !Files.Contains(name)));
    }

    [Fact]
    public void A_file_that_is_gone_is_noticed() =>
        Assert.Equal(["Gone.cs"], Named("`Tarp.cs`, `Gone.cs` and `IHead`").Where(name => !Files.Contains(name)));

    private static IEnumerable<string> Named(string text) => FileName().Matches(text).Select(name => name.Groups[1].Value);

    [GeneratedRegex(@"`(?:[\w.]+/)*([\w.]+\.(?:cs|md|txt|props))`")]
    private static partial Regex FileName();
}
