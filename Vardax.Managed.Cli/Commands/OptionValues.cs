using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Vardax.Managed.Cli.Streaming;

namespace Vardax.Managed.Cli.Commands;

/// <summary>Reads options and checks them, naming the option, its value and what it takes.</summary>
internal static class OptionValues
{
    /// <summary>A numeric option without a default of its own.</summary>
    public static Option<T?> Optional<T>(string name, string description, string helpName)
        where T : struct, INumber<T> => new(name)
        {
            Description = description, HelpName = helpName,
            CustomParser = argument => Parse<T>(name, argument),
        };

    /// <summary>A numeric option with a default.</summary>
    public static Option<T> Defaulted<T>(string name, string description, string helpName, T value)
        where T : struct, INumber<T> => new(name)
        {
            Description = description, HelpName = helpName, DefaultValueFactory = _ => value,
            CustomParser = argument => Parse<T>(name, argument) ?? value,
        };

    /// <summary>A word, with a default; the words are what a shell completes.</summary>
    public static Option<string> Word(string name, string description, string value, params string[] words)
    {
        Option<string> option = new(name) { Description = description, HelpName = "NAME", DefaultValueFactory = _ => value };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>A whole number within bounds.</summary>
    public static int Count(this ParseResult parsed, Option<int> option, int min, int max) =>
        Count(option, parsed.GetValue(option), min, max);

    /// <summary>A whole number within bounds, or the fallback where the option is not given.</summary>
    public static int Count(this ParseResult parsed, Option<int?> option, int min, int max, int fallback) =>
        parsed.GetValue(option) is { } value ? Count(option, value, min, max) : fallback;

    /// <summary>A finite number, positive where it has to be, or the fallback where the option is not given.</summary>
    public static double Number(this ParseResult parsed, Option<double?> option, double fallback, bool positive)
    {
        if (parsed.GetValue(option) is not { } value)
            return fallback;
        if (!float.IsFinite((float)value) || (positive && (float)value <= 0))
            throw Bad(option, value, positive ? "a finite positive number" : "a finite number");
        return value;
    }

    /// <summary>The failure to report for an option's value.</summary>
    public static InputException Bad(Symbol option, object value, string takes) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {value}; it must be {takes}."));

    /// <summary>Names as what an option takes: a, b or c.</summary>
    public static string OneOf(IEnumerable<string> names) => names.ToArray() is [.. var most, var last] && most.Length > 0
        ? $"{string.Join(", ", most)} or {last}"
        : string.Concat(names);

    /// <summary>Makes sure that no option is given that something else decides already.</summary>
    /// <exception cref="InputException">One is.</exception>
    public static void RequireAbsent(ParseResult parsed, IEnumerable<Option> options, string decidedBy)
    {
        foreach (Option option in options)
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new InputException($"{option.Name} is given beside {decidedBy}, which decides it; leave one of them out.");
        }
    }

    /// <summary>
    /// Makes sure, before the work and not after it, that there is a folder for a file to be written; - is standard output.
    /// </summary>
    /// <exception cref="InputException">There is none.</exception>
    public static string RequireFile(Option option, string path)
    {
        if (path == FileOutput.Standard)
            return path;
        if (path.Length == 0 || Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw Bad(option, path.Length == 0 ? "''" : path, "a file in a folder that exists");
        string full = Path.GetFullPath(path);
        if (full.StartsWith("/dev/", StringComparison.Ordinal))
            return path;
        try
        {
            string probe = Path.Combine(Path.GetDirectoryName(full)!, $".vardax-{Path.GetRandomFileName()}.tmp");
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Bad(option, path, "a file in a folder that can be written to");
        }

        return path;
    }

    /// <summary>The command that gives the same results: what was typed, less where it went.</summary>
    public static string Typed(ParseResult parsed, Option folder)
    {
        string[] typed = [.. parsed.Tokens.Select(token => token.Value)];
        int at = Array.IndexOf(typed, folder.Name);
        return "vardax " + string.Join(' ', typed.Where((_, i) => at < 0 || (i != at && i != at + 1))
            .Select(token => token.All(c => char.IsAsciiLetterOrDigit(c) || "-_.,:/=+".Contains(c)) ? token : $"'{token}'"));
    }

    private static T? Parse<T>(string name, ArgumentResult argument)
        where T : struct, INumber<T>
    {
        string text = argument.Tokens[^1].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value))
            return value;
        // One half is a whole number in integer types alone, and less than nothing is not negative in unsigned ones.
        string takes = T.IsInteger(T.One / (T.One + T.One)) ? "a whole number" : "a number";
        argument.AddError($"{name} is {text}; it must be {takes}{(T.IsNegative(-T.One) ? "" : " from 0 on")}.");
        return null;
    }

    private static int Count(Option option, int value, int min, int max) =>
        value >= min && value <= max ? value : throw Bad(option, value, $"between {min} and {max}");
}
