using System.Text.RegularExpressions;
using Vardax.Managed.Cli.Commands;
using Vardax.Managed.Tests.Architecture;

namespace Vardax.Managed.Tests.Docs;

/// <summary>Pages lead somewhere, and their commands exist.</summary>
public sealed partial class PageTests
{
    [Fact]
    public void Links_lead_to_files_and_headings() => Assert.Empty(Page.All.SelectMany(DeadLinks));

    [Fact]
    public void A_dead_link_is_noticed()
    {
        var page = new Page("docs/new.md", "[a](files.md#data) [b](nowhere.md) [c](files.md#nowhere) [d](#here)\n\n## There\n");
        Assert.Equal(["docs/new.md: nowhere.md", "docs/new.md: files.md#nowhere", "docs/new.md: #here"], DeadLinks(page));
    }

    [Fact]
    public async Task Commands_and_their_options_exist()
    {
        string[] commands = [.. Page.All.SelectMany(Commands)];
        Assert.True(commands.Length > 20, $"only {commands.Length} commands found");
        foreach (string command in commands)
            Assert.True(await Exists(command), command);
        Assert.False(await Exists("train --presett attractor"));
        Assert.False(await Exists("trian --preset attractor"));
    }

    [Fact]
    public void The_readme_fits_on_a_page_and_has_the_two_commands()
    {
        Page readme = Page.Of("README.md");
        Assert.InRange(readme.Text.Count(c => c == '\n'), 40, 90);
        string[] lines = [.. readme.Blocks("sh").SelectMany(block => block.Text.Split('\n'))];
        Assert.Contains("dotnet run -c Release --project Vardax.Managed.Cli -- run", lines);
        Assert.Single(lines, line => line.StartsWith("dotnet test ", StringComparison.Ordinal));
    }

    private static IEnumerable<string> DeadLinks(Page page)
    {
        foreach (Match link in Link().Matches(page.Prose))
        {
            string target = link.Groups[1].Value;
            if (target.Contains("://", StringComparison.Ordinal))
                continue;
            string[] parts = target.Split('#');
            string file = parts[0].Length == 0 ? page.Name : Path.Combine(Path.GetDirectoryName(page.Name)!, parts[0]);
            string path = Path.Combine(RepositoryRoot.Path, file);
            string text = parts[0].Length == 0 ? page.Text : File.Exists(path) ? File.ReadAllText(path) : "";
            if ((parts[0].Length > 0 && !File.Exists(path)) || (parts.Length > 1 && !Anchors(text).Contains(parts[1])))
                yield return $"{page.Name}: {target}";
        }
    }

    private static IEnumerable<string> Anchors(string text) => Heading().Matches(text)
        .Select(heading => Punctuation().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The calls of vardax in the blocks of a page, without the program's name.</summary>
    private static IEnumerable<string> Commands(Page page) => page.Blocks("sh").Concat(page.Blocks("text"))
        .SelectMany(block => block.Text.Split('\n', '|', '(', ')'))
        .Select(part => Call().Match(part.Trim()))
        .Where(call => call.Success)
        .Select(call => call.Groups[1].Value);

    private static async Task<bool> Exists(string command)
    {
        string[] args = [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => word != ">")];
        return await VardaxCommand.InvokeAsync([.. args.Where(word => word != "--help"), "--help"], TextWriter.Null, TextWriter.Null) == 0;
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"^(?:\$ )?(?:\S*/)?(?:vardax|dotnet run -c Release --project Vardax\.Managed\.Cli --) (\w.*|--help)$")]
    private static partial Regex Call();
}
