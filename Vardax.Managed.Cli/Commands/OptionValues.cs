using System.CommandLine;
using System.Globalization;

namespace Vardax.Managed.Cli.Commands;

/// <summary>Reads options and checks them, naming the option, its value and what it takes.</summary>
internal static class OptionValues
{
    /// <summary>An option without a default of its own.</summary>
    public static Option<T?> Optional<T>(string name, string description, string helpName)
        where T : struct => new(name) { Description = description, HelpName = helpName };

    /// <summary>An option with a default.</summary>
    public static Option<T> Defaulted<T>(string name, string description, string helpName, T value) =>
        new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => value };

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
        if (!double.IsFinite(value) || (positive && value <= 0))
            throw Bad(option, value, positive ? "a finite positive number" : "a finite number");
        return value;
    }

    /// <summary>The failure to report for an option's value.</summary>
    public static InputException Bad(Option option, object value, string takes) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {value}; it takes {takes}."));

    private static int Count(Option option, int value, int min, int max) =>
        value >= min && value <= max ? value : throw Bad(option, value, $"{min} to {max}");
}
