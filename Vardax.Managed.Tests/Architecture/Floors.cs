using System.Text.RegularExpressions;

namespace Vardax.Managed.Tests.Architecture;

/// <summary>The library's folders by floor, and what a source file refers to outside the floors below its own.</summary>
internal static partial class Floors
{
    public static readonly IReadOnlyDictionary<string, int> Of = new Dictionary<string, int>
    {
        ["Kernels"] = 0,
        ["Randomness"] = 1, ["Autodiff"] = 1, ["Dynamics"] = 1, ["Scores"] = 1,
        ["Layers"] = 2, ["Optimization"] = 2,
        ["Assimilation"] = 3,
        ["Inference"] = 4, ["Variational"] = 4,
        ["Calibration"] = 5, ["Persistence"] = 5,
        ["Experiments"] = 6,
    };

    /// <summary>One message for each reference that does not point to a lower floor, in a file of the given folder.</summary>
    public static string[] Violations(string folder, string source)
    {
        if (!Of.TryGetValue(folder, out int floor))
            return [$"{folder} is on no floor"];
        string code = Comment().Replace(source, "");
        return
        [
            .. Using().Matches(code).Concat(Qualified().Matches(code))
                .Select(match => match.Groups["folder"].Value)
                .Where(other => other != folder && (!Of.TryGetValue(other, out int below) || below >= floor))
                .Distinct()
                .Select(other => $"{folder} refers to {other}"),
        ];
    }

    /// <summary>The folder that a file's namespace names; null where it is not Vardax.Managed.{folder}.</summary>
    public static string? NamespaceFolder(string source) =>
        Namespace().Match(source) is { Success: true } match ? match.Groups["folder"].Value : null;

    // using, using static, global using and aliases; also namespaces spelled out in the code.
    [GeneratedRegex(@"\bVardax\.Managed\.(?!Cli\b)(?<folder>\w+)\b(?<!namespace Vardax\.Managed\.\w+)")]
    private static partial Regex Using();

    // Names qualified by a folder alone, such as Scores.Rmse: resolved because every folder's namespace shares its parent.
    [GeneratedRegex(@"(?<![\w.])(?<folder>Kernels|Randomness|Autodiff|Dynamics|Scores|Layers|Optimization|Assimilation|Inference|"
        + @"Variational|Calibration|Persistence|Experiments)\.[A-Z]\w*\s*[.<(]")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"//.*$|/\*[\s\S]*?\*/", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace Vardax\.Managed\.(?<folder>\w+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
