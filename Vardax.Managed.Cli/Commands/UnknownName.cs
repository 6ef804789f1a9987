using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Vardax.Managed.Cli.Commands;

/// <summary>
/// A mistyped option or command, which the parser would take for a file or for the value of the option before. What begins with a
/// hyphen is an option, unless it is a number, a lone <c>-</c>, or comes after <c>--</c>; <c>./-name</c> is a file of that name.
/// </summary>
internal static class UnknownName
{
    /// <summary>Names what is unknown, and the nearest name that is known; null if all is known.</summary>
    public static string? Find(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string name = command is RootCommand ? "vardax" : $"vardax {command.Name}";
        if (parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).FirstOrDefault(IsOption) is { } option)
        {
            string typed = option.Value.Split('=', ':')[0];
            IEnumerable<string> known = command.Options.Concat(parsed.RootCommandResult.Command.Options)
                .Where(one => !one.Hidden).SelectMany(one => one.Aliases.Prepend(one.Name));
            return $"{name} has no option {typed}{Nearest(typed, known)}";
        }

        return command is RootCommand && parsed.UnmatchedTokens is [{ } word, ..]
            ? $"{name} has no command {word}{Nearest(word, command.Subcommands.Select(one => one.Name))}"
            : null;
    }

    private static bool IsOption(Token token) =>
        token.Type == TokenType.Argument && token.Value is ['-', _, ..]
        && !double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>The nearest name, if it is near: at most a third of its letters differ, or two.</summary>
    private static string Nearest(string typed, IEnumerable<string> names)
    {
        (string name, int distance) = names.Select(name => (name, Distance(typed.TrimStart('-'), name.TrimStart('-'))))
            .MinBy(candidate => candidate.Item2);
        return distance <= Math.Max(2, name.Length / 3) ? $"; the nearest is {name}." : ".";
    }

    /// <summary>Letters to insert, delete or replace to turn one word into the other (Levenshtein).</summary>
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= to.Length; j++)
            {
                int change = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(change, 1 + Math.Min(row[j], row[j - 1])));
            }
        }

        return row[^1];
    }
}
