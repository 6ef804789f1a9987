using System.Globalization;
using System.Text.RegularExpressions;

namespace Vardax.Managed.Tests.Architecture;

/// <summary>
/// A project's folders by floor, as ARCHITECTURE.md has them, and what a source file refers to outside the floors below its own.
/// </summary>
internal sealed partial class Floors
{
    public static readonly Floors Library = new("Vardax.Managed"), CommandLine = new("Vardax.Managed.Cli");

    private readonly string root;
    private readonly Dictionary<string, double> floors;

    private Floors(string project)
    {
        root = project + ".";
        string section = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "ARCHITECTURE.md")).Split("\n## ")
            .Single(text => text.Split('\n')[0].EndsWith($"`{project}`", StringComparison.Ordinal));
        floors = Row().Matches(section).ToDictionary(
            row => row.Groups["folder"].Value, row => double.Parse(row.Groups["floor"].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>The folders of the table, such as Methods/Variational.</summary>
    public IReadOnlyCollection<string> Folders => floors.Keys;

    /// <summary>One message for each reference that does not point to a lower floor, in a file of the given folder.</summary>
    public string[] Violations(string folder, string source)
    {
        if (!floors.ContainsKey(folder))
            return [$"{folder} is on no floor"];
        string code = Comment().Replace(source, "");
        return
        [
            .. Spelled().Matches(code).Select(match => match.Value).Where(name => name.StartsWith(root, StringComparison.Ordinal))
                .Select(name => FolderOf(name[root.Length..].Replace('.', '/')))
                .Concat(Qualified().Matches(code).Select(match => FolderSeen(folder, match.Groups["name"].Value.Replace('.', '/'))))
                .Where(other => other is not null && other != folder && !IsBelow(other, folder))
                .Distinct()
                .Select(other => $"{folder} refers to {other}"),
        ];
    }

    /// <summary>The namespace of a source file; null where it has none of its own.</summary>
    public static string? NamespaceOf(string source) =>
        Namespace().Match(source) is { Success: true } match ? match.Groups["name"].Value : null;

    private bool IsBelow(string other, string folder) => floors.TryGetValue(other, out double below)
        && (Math.Floor(below) < Math.Floor(floors[folder])
            || (below < floors[folder] && Around(other) == Around(folder) && below != Math.Floor(below)));

    // The folder that a name begins with; what is no folder of the table stays as it is, and is below nothing.
    private string? FolderOf(string name) => root == "Vardax.Managed." && name.StartsWith("Cli", StringComparison.Ordinal)
        ? null
        : floors.Keys.Where(folder => (name + "/").StartsWith(folder + "/", StringComparison.Ordinal)).MaxBy(folder => folder.Length)
            ?? name.Split('/')[0];

    // Scores.Rmse needs no using: a namespace sees the folders beside its own, and those beside each folder around it.
    private string? FolderSeen(string folder, string name)
    {
        string around = folder;
        do
        {
            around = Around(around);
            string path = $"{around}/{name}".TrimStart('/');
            if (floors.Keys.Any(known => (path + "/").StartsWith(known + "/", StringComparison.Ordinal)))
                return FolderOf(path);
        }
        while (around.Length > 0);
        return null;
    }

    private static string Around(string folder) => folder[..Math.Max(0, folder.LastIndexOf('/'))];

    // using, using static, global using and aliases; also namespaces spelled out in the code.
    [GeneratedRegex(@"\bVardax\.Managed(\.\w+)+")]
    private static partial Regex Spelled();

    // Names qualified by a folder alone, such as Scores.Rmse.
    [GeneratedRegex(@"(?<![\w.])(?<name>[A-Z]\w*(?:\.[A-Z]\w*)+)\s*[.<(]")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"//.*$|/\*[\s\S]*?\*/", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\| (?<floor>\d+(\.\d+)?) \| (?<folder>[\w/]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
