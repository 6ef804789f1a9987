using System.Globalization;

namespace Vardax.Managed.Tests.Architecture;

/// <summary>Lines of code are no longer than .editorconfig says, which no compiler checks.</summary>
public sealed class LineTests
{
    private static readonly int Most = int.Parse(
        File.ReadLines(Path.Combine(RepositoryRoot.Path, ".editorconfig")).Single(line => line.StartsWith("max_line_length", StringComparison.Ordinal)).Split('=')[1],
        CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("Vardax.Managed")]
    [InlineData("Vardax.Managed.Cli")]
    [InlineData("Vardax.Managed.Tests")]
    [InlineData("Vardax.Managed.Bench")]
    public void No_line_is_too_long(string project)
    {
        string folder = Path.Combine(RepositoryRoot.Path, project);
        string[] files =
        [
            .. Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(path => Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj")),
        ];
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(path => TooLong(File.ReadAllLines(path)).Select(line => $"{Path.GetRelativePath(folder, path)}:{line}")));
    }

    [Fact]
    public void A_line_that_is_too_long_is_noticed() => Assert.Equal([2], TooLong(["", new string('a', Most + 1), new string('a', Most)]));

    private static IEnumerable<int> TooLong(string[] lines) =>
        Enumerable.Range(1, lines.Length).Where(number => lines[number - 1].Length > Most);
}
