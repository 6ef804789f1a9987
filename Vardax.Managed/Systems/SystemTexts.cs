using System.Globalization;
using Vardax.Managed.Expressions;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Systems;

/// <summary>
/// The entries of a system's definition and what their texts stand for: constants, numbers, times as steps, families, and the arguments of
/// a distribution. What is wrong is named with its place.
/// </summary>
internal sealed class SystemTexts
{
    /// <summary>How the sections of instruments start.</summary>
    public const string Observe = "observe.";

    /// <summary>The most components of a state, and sites of a family.</summary>
    public const int MostComponents = 1000;

    /// <summary>The most steps of a window, and of what stands before or after it.</summary>
    public const int MostWindowSteps = 100_000, MostSteps = 1_000_000;

    private const int MostEntries = 4096;

    private static readonly string[] Sections = ["state", "map", "let", "initial", "known", "unknown", "time"];

    private readonly IReadOnlyList<SystemEntry> entries;
    private readonly Dictionary<string, double> known = new(StringComparer.Ordinal);
    private readonly ExpressionScope constants = new();

    /// <summary>Checks the sections, and evaluates the known constants and the step.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="set">New values of known constants.</param>
    /// <exception cref="SystemDefinitionException">An entry is wrong.</exception>
    public SystemTexts(IReadOnlyList<SystemEntry> entries, IReadOnlyDictionary<string, string> set)
    {
        this.entries = entries;
        SystemEntry first = entries.Count > 0 ? entries[0] : new SystemEntry("state", "", "");
        if (entries.Count > MostEntries)
            throw Wrong(entries[MostEntries], $"expected at most {MostEntries} entries, found {entries.Count}");
        foreach (SystemEntry entry in entries)
        {
            if (!(entry.Section.Length == 0 ? entry.Key == "name" : Sections.Contains(entry.Section) || IsInstrument(entry)))
                throw Wrong(entry, $"expected one of the sections {string.Join(", ", Sections)} and observe, or name before them");
        }

        foreach (IGrouping<(string, string), SystemEntry> twice in entries.GroupBy(e => (e.Section, e.Key)).Where(g => g.Count() > 1))
            throw Wrong(twice.Last(), "expected one value, found a second one");
        Constants(set);
        Time = Keyed("time", ["step", "burn_in", "window", "forecast", "scheme", "substeps"]);
        Step = Number(Required(Time, "time", "step", first));
        if (!(Step > 0))
            throw Wrong(Time["step"], $"expected a positive number, found {ExpressionWriter.Number(Step)}");
    }

    /// <summary>The known constants.</summary>
    public IReadOnlyDictionary<string, double> Known => known;

    /// <summary>The entries of <c>time</c>, by key.</summary>
    public Dictionary<string, SystemEntry> Time { get; }

    /// <summary>The step, in model units.</summary>
    public double Step { get; }

    /// <summary>The entries of the instruments, grouped by section.</summary>
    public IEnumerable<IGrouping<string, SystemEntry>> Instruments => entries.Where(IsInstrument).GroupBy(e => e.Section);

    /// <summary>What is wrong with an entry, with the place in its file.</summary>
    public static SystemDefinitionException Wrong(SystemEntry entry, string fault, int line = 1, int column = 1) => new(
        entry, fault, entry.Line == 0 ? 0 : entry.Line + line - 1, entry.Line == 0 ? 0 : line == 1 ? entry.Column + column - 1 : column);

    /// <summary>Reads something of an entry, whose faults are then the entry's.</summary>
    public static T At<T>(SystemEntry entry, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ExpressionException wrong)
        {
            throw Wrong(entry, wrong.Fault, wrong.Line, wrong.Column);
        }
        catch (ArgumentException wrong)
        {
            throw Wrong(entry, FileFormat.Reason(wrong));
        }
    }

    /// <summary>A name with an index, <c>x[3]</c>; the name alone if it has one site.</summary>
    public static string Indexed(string name, int sites, int index) =>
        sites == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]");

    /// <summary>Whether a name stands in a text, not as a part of another.</summary>
    public static bool Names(string text, string name)
    {
        bool IsPart(int at) => at >= 0 && at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_');
        for (int at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if (!IsPart(at - 1) && !IsPart(at + name.Length))
                return true;
        }

        return false;
    }

    /// <summary>The entries of a section.</summary>
    public IEnumerable<SystemEntry> Of(string section) => entries.Where(e => e.Section == section);

    /// <summary>The entries of a section by key.</summary>
    /// <exception cref="SystemDefinitionException">A key is none of these.</exception>
    public Dictionary<string, SystemEntry> Keyed(string section, string[] keys)
    {
        foreach (SystemEntry entry in Of(section))
        {
            if (!keys.Contains(entry.Key))
                throw Wrong(entry, $"expected one of {string.Join(", ", keys)}");
        }

        return Of(section).ToDictionary(e => e.Key, StringComparer.Ordinal);
    }

    /// <summary>The entry of a key.</summary>
    /// <exception cref="SystemDefinitionException">There is none.</exception>
    public static SystemEntry Required(Dictionary<string, SystemEntry> found, string section, string key, SystemEntry near) =>
        found.TryGetValue(key, out SystemEntry entry) ? entry
            : throw Wrong(new SystemEntry(section, key, "", near.Line, near.Column), "expected a value, found none");

    /// <summary>The value of an expression of known constants.</summary>
    public double Number(SystemEntry entry) => Number(entry, entry.Value, 0);

    /// <summary>The value of a part of an entry that starts at an offset.</summary>
    public double Number(SystemEntry entry, string text, int offset)
    {
        try
        {
            return constants.Parse(text).Value is { } number && double.IsFinite(number)
                ? number : throw Wrong(entry, $"expected a finite number, found {text.Trim()}", 1, 1 + offset);
        }
        catch (ExpressionException wrong)
        {
            throw Wrong(entry, wrong.Fault, wrong.Line, wrong.Line == 1 ? wrong.Column + offset : wrong.Column);
        }
    }

    /// <summary>A whole number.</summary>
    public int Whole(SystemEntry entry, int least, int most)
    {
        double number = Number(entry);
        return number == Math.Floor(number) && number >= least && number <= most
            ? (int)number : throw Wrong(entry, $"expected a whole number between {least} and {most}, found {ExpressionWriter.Number(number)}");
    }

    /// <summary>A time in model units as steps.</summary>
    public int WholeSteps(SystemEntry entry, double number)
    {
        double steps = Math.Round(number / Step);
        return Math.Abs((number / Step) - steps) <= 1e-6 * Math.Max(1, Math.Abs(steps)) && steps is >= 0 and <= int.MaxValue / 4
            ? (int)steps
            : throw Wrong(entry, $"expected a whole number of steps of {ExpressionWriter.Number(Step)}, 0 or more, found {ExpressionWriter.Number(number)}");
    }

    /// <summary>A time of <c>time</c> as steps.</summary>
    public int Steps(string key, int? otherwise, int most) => Time.TryGetValue(key, out SystemEntry entry)
        ? WholeSteps(entry, Number(entry)) is int steps && steps <= most ? steps
            : throw Wrong(entry, $"expected at most {most} steps of {ExpressionWriter.Number(Step)}, found {entry.Value}")
        : otherwise ?? throw Wrong(new SystemEntry("time", key, "", Time["step"].Line, Time["step"].Column), "expected a value, found none");

    /// <summary>The name and the sites of a component or an intermediate value.</summary>
    public (string Name, int Sites) Family(SystemEntry entry)
    {
        int bracket = entry.Key.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0)
            return (entry.Key, 1);
        if (bracket == 0 || entry.Key[^1] != ']')
            throw Wrong(entry, "expected a name, or a family such as x[40]");
        double sites = Number(entry, entry.Key[(bracket + 1)..^1], 0);
        return sites == Math.Floor(sites) && sites is >= 2 and <= MostComponents
            ? (entry.Key[..bracket], (int)sites)
            : throw Wrong(entry, $"expected a family of 2 to {MostComponents} sites, found {ExpressionWriter.Number(sites)}");
    }

    /// <summary>The name and the arguments of a distribution.</summary>
    public (string Kind, double[] Arguments) Call(SystemEntry entry)
    {
        string text = entry.Value;
        int open = text.IndexOf('(', StringComparison.Ordinal), close = text.TrimEnd().Length - 1;
        if (open < 0 || close < open || text[close] != ')')
            return (text, []);
        var arguments = new List<double>();
        for (int at = open + 1, start = open + 1, depth = 0; at <= close; at++)
        {
            depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
            if ((text[at] == ',' && depth == 0) || (at == close && depth == -1))
            {
                arguments.Add(Number(entry, text[start..at], start));
                start = at + 1;
            }
        }

        return (text[..open].Trim(), [.. arguments]);
    }

    private static bool IsInstrument(SystemEntry entry) => entry.Section.StartsWith(Observe, StringComparison.Ordinal);

    /// <summary>The known constants, each of which may use those before it.</summary>
    private void Constants(IReadOnlyDictionary<string, string> set)
    {
        SystemEntry[] written = [.. Of("known")];
        foreach (string key in set.Keys)
        {
            if (!written.Any(e => e.Key == key))
                throw Wrong(new SystemEntry("known", key, set[key]), $"expected one of the known constants {string.Join(", ", written.Select(e => e.Key))}");
        }

        foreach (SystemEntry entry in written)
        {
            double value = Number(set.TryGetValue(entry.Key, out string? other) ? entry with { Value = other, Line = 0 } : entry);
            known[entry.Key] = value;
            At(entry, () => { constants.Define(entry.Key, value); return 0; });
        }
    }
}
