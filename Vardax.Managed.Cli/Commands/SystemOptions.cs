using System.CommandLine;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Cli.SystemFiles;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The options that take a system from a file, or from the catalogue, and set its constants.</summary>
internal sealed class SystemOptions
{
    private readonly Option<string[]> set = SetOption();

    public SystemOptions() => Source.CompletionSources.Add([.. SystemCatalogue.Names]);

    /// <summary>A file, or a name of the catalogue.</summary>
    public Option<string?> Source { get; } = new("--system")
    {
        Description = $"A system's file instead of a preset, or one of {OptionValues.OneOf(SystemCatalogue.Names)} (vardax new lists them).",
        HelpName = "FILE",
    };

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> All => [Source, set];

    /// <summary>The option that sets constants.</summary>
    public static Option<string[]> SetOption() => new("--set")
    {
        Description = "Give a known constant of the system another value: a number, or an expression of constants. Repeatable.",
        HelpName = "NAME=VALUE", Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The system; null if none is given.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="instead">Options that the system decides.</param>
    /// <exception cref="InputException">The file, a constant or an option beside it is wrong.</exception>
    public SystemDefinition? Read(ParseResult parsed, IEnumerable<Option> instead)
    {
        IReadOnlyDictionary<string, string> constants = Constants(parsed, set);
        if (parsed.GetValue(Source) is not { } source)
            return constants.Count == 0 ? null : throw new InputException($"{set.Name} goes with {Source.Name}.");
        OptionValues.RequireAbsent(parsed, instead, $"{Source.Name} {source}");
        return SystemCatalogue.Read(source, constants);
    }

    /// <summary>The constants that were set, by name.</summary>
    /// <exception cref="InputException">One has no value, or is set twice.</exception>
    public static IReadOnlyDictionary<string, string> Constants(ParseResult parsed, Option<string[]> set)
    {
        var constants = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string one in parsed.GetValue(set) ?? [])
        {
            int equal = one.IndexOf('=', StringComparison.Ordinal);
            if (equal < 1 || equal == one.Length - 1)
                throw OptionValues.Bad(set, $"'{one}'", "NAME=VALUE, such as gravity=9.81");
            if (!constants.TryAdd(one[..equal].Trim(), one[(equal + 1)..]))
                throw new InputException($"{set.Name} sets {one[..equal].Trim()} twice; expected one value.");
        }

        return constants;
    }
}
