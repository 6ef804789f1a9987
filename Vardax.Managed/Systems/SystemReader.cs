using System.Globalization;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Expressions;

namespace Vardax.Managed.Systems;

/// <summary>Reads one definition of a system: see <see cref="SystemDefinition"/> for the sections.</summary>
internal sealed class SystemReader
{
    private const int MostEntries = 4096, MostComponents = 1000, MostInstruments = 1000, MostUnknowns = 100, MostWindowSteps = 100_000, MostSteps = 10_000_000;
    private const string Observe = "observe.";

    private static readonly string[] Sections = ["state", "map", "let", "initial", "known", "unknown", "time"];

    private readonly IReadOnlyList<SystemEntry> entries;
    private readonly Dictionary<string, double> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SystemEntry> time;
    private readonly double step;

    public SystemReader(IReadOnlyList<SystemEntry> entries, IReadOnlyDictionary<string, string> set)
    {
        this.entries = entries;
        SystemEntry first = entries.Count > 0 ? entries[0] : new SystemEntry("state", "", "");
        if (entries.Count > MostEntries)
            throw Wrong(entries[MostEntries], $"expected at most {MostEntries} entries, found {entries.Count}");
        foreach (SystemEntry entry in entries)
        {
            if (!(entry.Section.Length == 0 ? entry.Key == "name" : Sections.Contains(entry.Section) || entry.Section.StartsWith(Observe, StringComparison.Ordinal)))
                throw Wrong(entry, $"expected one of the sections {string.Join(", ", Sections)} and observe, or name before them");
        }

        foreach (IGrouping<(string, string), SystemEntry> twice in entries.GroupBy(e => (e.Section, e.Key)).Where(g => g.Count() > 1))
            throw Wrong(twice.Last(), "expected one value, found a second one");
        Constants(set);
        time = Keyed("time", ["step", "burn_in", "window", "forecast", "scheme", "substeps"]);
        step = Number(Required(time, "time", "step", first));
        if (!(step > 0))
            throw Wrong(time["step"], $"expected a positive number, found {Text(step)}");
    }

    public ProblemSettings Read()
    {
        SystemEntry[] equations = [.. Of("state"), .. Of("map")];
        bool isMap = Of("map").Any();
        if (equations.Length == 0 || (isMap && Of("state").Any()))
            throw Wrong(equations.FirstOrDefault(entries[0]), "expected the equations of [state] or of [map], one of the two");
        string[] components = [.. equations.Select(e => At(e, () => Declared(e)))];
        SystemEntry[] unknown = [.. Of("unknown")];
        if (unknown.Length > MostUnknowns)
            throw Wrong(unknown[MostUnknowns], $"expected at most {MostUnknowns} unknown constants, found {unknown.Length}");
        int burnIn = Steps("burn_in", 0, MostSteps), window = Steps("window", null, MostWindowSteps), forecast = Steps("forecast", 0, MostSteps);
        SystemEntry name = entries.FirstOrDefault(e => e.Section.Length == 0);
        var options = new DynamicalSystemOptions
        {
            Constants = known, Unknowns = [.. unknown.Select(e => e.Key)], IsMap = isMap, Scheme = Scheme(),
            Substeps = time.TryGetValue("substeps", out SystemEntry substeps) ? Whole(substeps, 1, DynamicalSystemOptions.MaxSubsteps) : 1,
            NominalStep = step,
            HasClock = entries.Any(e => (e.Section == "let" || (e.Section.StartsWith(Observe, StringComparison.Ordinal) && e.Key == "value"))
                && Names(e.Value, "t")),
        };
        var system = At(equations[0], () => new DynamicalSystem(name.Value ?? "system", components, scope =>
        {
            foreach (SystemEntry let in Of("let"))
            {
                (string letName, int letSites) = At(let, () => Family(let));
                At(let, () => { scope.Define(letName, scope.Parse(let.Value, letSites)); return 0; });
            }

            return [.. equations.Select((e, k) => At(e, () => scope.Parse(e.Value, Family(components[k]).Sites)))];
        }, options));
        if (system.Components.Count > MostComponents + MostUnknowns)
            throw Wrong(equations[0], $"expected at most {MostComponents} components, found {system.Components.Count}");
        var initial = Initial(system, equations, components, unknown, burnIn);
        var settings = new ProblemSettings
        {
            Model = system, Initial = initial, Observing = Observing(system), Dt = step,
            BurnInSteps = burnIn, WindowSteps = window, TotalSteps = window + forecast,
        };
        return At(time["step"], () => { settings.Validate(); return settings; });
    }

    private static SystemDefinitionException Wrong(SystemEntry entry, string fault, int line = 1, int column = 1) => new(
        entry, fault, entry.Line == 0 ? 0 : entry.Line + line - 1, entry.Line == 0 ? 0 : line == 1 ? entry.Column + column - 1 : column);

    private static T At<T>(SystemEntry entry, Func<T> read)
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
            string message = wrong.Message;
            int end = message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
            throw Wrong(entry, end < 0 ? message : message[..end]);
        }
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Whether a name stands in a text, not as a part of another.</summary>
    private static bool Names(string text, string name)
    {
        bool IsPart(int at) => at >= 0 && at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_');
        for (int at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if (!IsPart(at - 1) && !IsPart(at + name.Length))
                return true;
        }

        return false;
    }

    private IEnumerable<SystemEntry> Of(string section) => entries.Where(e => e.Section == section);

    private Dictionary<string, SystemEntry> Keyed(string section, string[] keys)
    {
        foreach (SystemEntry entry in Of(section))
        {
            if (!keys.Contains(entry.Key))
                throw Wrong(entry, $"expected one of {string.Join(", ", keys)}");
        }

        return Of(section).ToDictionary(e => e.Key, StringComparer.Ordinal);
    }

    private static SystemEntry Required(Dictionary<string, SystemEntry> found, string section, string key, SystemEntry near) =>
        found.TryGetValue(key, out SystemEntry entry) ? entry
            : throw Wrong(new SystemEntry(section, key, "", near.Line, near.Column), "expected a value, found none");

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
            known[entry.Key] = Number(set.TryGetValue(entry.Key, out string? other) ? entry with { Value = other, Line = 0 } : entry);
    }

    /// <summary>The value of an expression of known constants.</summary>
    private double Number(SystemEntry entry) => Number(entry, entry.Value, 0);

    private double Number(SystemEntry entry, string text, int offset)
    {
        var scope = new ExpressionScope();
        foreach ((string name, double value) in known)
            At(entry, () => { scope.Define(name, value); return 0; });
        try
        {
            return scope.Parse(text).Value is { } number && double.IsFinite(number)
                ? number : throw Wrong(entry, $"expected a finite number, found {text.Trim()}", 1, 1 + offset);
        }
        catch (ExpressionException wrong)
        {
            throw Wrong(entry, wrong.Fault, wrong.Line, wrong.Line == 1 ? wrong.Column + offset : wrong.Column);
        }
    }

    private int Whole(SystemEntry entry, int least, int most)
    {
        double number = Number(entry);
        return number == Math.Floor(number) && number >= least && number <= most
            ? (int)number : throw Wrong(entry, $"expected a whole number between {least} and {most}, found {Text(number)}");
    }

    /// <summary>A time in model units as steps.</summary>
    private int WholeSteps(SystemEntry entry, double number)
    {
        double steps = Math.Round(number / step);
        return Math.Abs((number / step) - steps) <= 1e-6 * Math.Max(1, Math.Abs(steps)) && steps is >= 0 and <= int.MaxValue / 4
            ? (int)steps
            : throw Wrong(entry, $"expected a whole number of steps of {Text(step)}, 0 or more, found {Text(number)}");
    }

    private int Steps(string key, int? otherwise, int most) => time.TryGetValue(key, out SystemEntry entry)
        ? WholeSteps(entry, Number(entry)) is int steps && steps <= most ? steps
            : throw Wrong(entry, $"expected at most {most} steps of {Text(step)}, found {entry.Value}")
        : otherwise ?? throw Wrong(new SystemEntry("time", key, "", time["step"].Line, time["step"].Column), "expected a value, found none");

    private ButcherTableau Scheme() => !time.TryGetValue("scheme", out SystemEntry entry) ? ButcherTableau.RungeKutta4
        : entry.Value switch
        {
            "rk4" => ButcherTableau.RungeKutta4,
            "midpoint" => ButcherTableau.Midpoint,
            "euler" => ButcherTableau.Euler,
            _ => throw Wrong(entry, $"expected euler, midpoint or rk4, found {entry.Value}"),
        };

    /// <summary>A component, its family's sites as a number.</summary>
    private string Declared(SystemEntry entry)
    {
        (string name, int sites) = Family(entry);
        return sites == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}[{sites}]");
    }

    private (string Name, int Sites) Family(SystemEntry entry)
    {
        int bracket = entry.Key.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0)
            return (entry.Key, 1);
        if (entry.Key[^1] != ']')
            throw Wrong(entry, "expected a name, or a family such as x[40]");
        double sites = Number(entry, entry.Key[(bracket + 1)..^1], 0);
        return sites == Math.Floor(sites) && sites is >= 2 and <= MostComponents
            ? (entry.Key[..bracket], (int)sites)
            : throw Wrong(entry, $"expected a family of 2 to {MostComponents} sites, found {Text(sites)}");
    }

    private static (string Name, int Sites) Family(string component)
    {
        int bracket = component.IndexOf('[', StringComparison.Ordinal);
        return bracket < 0 ? (component, 1)
            : (component[..bracket], int.Parse(component.AsSpan(bracket + 1, component.Length - bracket - 2), CultureInfo.InvariantCulture));
    }

    private InitialDistribution Initial(
        DynamicalSystem system, SystemEntry[] equations, string[] components, SystemEntry[] unknown, int burnIn)
    {
        Dictionary<string, SystemEntry> written = Of("initial").ToDictionary(e => e.Key, StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var priors = new List<ComponentPrior>();
        for (int k = 0; k < components.Length; k++)
        {
            (string name, int sites) = Family(components[k]);
            for (int site = 0; site < sites; site++)
            {
                string own = sites == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}[{site}]");
                string key = written.ContainsKey(own) ? own : written.ContainsKey(name) ? name : equations[k].Key;
                if (!written.TryGetValue(key, out SystemEntry entry))
                    throw Wrong(equations[k], $"expected the prior of {name} in [initial], found none");
                used.Add(key);
                if (written.ContainsKey(name))
                    used.Add(name);
                priors.Add(Prior(entry));
            }
        }

        if (written.Values.FirstOrDefault(e => !used.Contains(e.Key)) is { Key: not null } other)
            throw Wrong(other, $"expected a component, one of {string.Join(", ", equations.Select(e => e.Key))}");
        priors.AddRange(unknown.Select(Prior));
        if (system.UsesTime)
            priors.Add(new FixedPrior(-burnIn));
        return new InitialDistribution([.. priors]);
    }

    private ComponentPrior Prior(SystemEntry entry)
    {
        (string kind, double[] arguments) = Call(entry);
        ComponentPrior? prior = (kind, arguments) switch
        {
            ("normal", [double mean, double std]) => new NormalPrior(mean, std),
            ("lognormal", [double mean, double std]) => new LogNormalPrior(mean, std),
            ("uniform", [double low, double high]) => new UniformPrior(low, high),
            ("fixed", [double value]) => new FixedPrior(value),
            _ => null,
        };
        if (prior is null)
            throw Wrong(entry, $"expected normal(mean, std), lognormal(mean of the log, std of the log), uniform(low, high) or fixed(value), found {entry.Value}");
        return At(entry, () => { _ = new InitialDistribution(prior); return prior; });
    }

    private ErrorDistribution Error(SystemEntry entry)
    {
        (string kind, double[] arguments) = Call(entry);
        return At<ErrorDistribution>(entry, () => (kind, arguments) switch
        {
            ("normal", [double std]) => new NormalError(std),
            ("lognormal", [double std]) => new LogNormalError(std),
            ("student", [double scale, double degrees]) => new StudentError(scale, degrees),
            _ => throw Wrong(entry, $"expected normal(std), lognormal(std of the log) or student(scale, degrees), found {entry.Value}"),
        });
    }

    /// <summary>The name and the arguments of a distribution.</summary>
    private (string Kind, double[] Arguments) Call(SystemEntry entry)
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

    private ObservingSystem Observing(DynamicalSystem system)
    {
        var instruments = new List<Instrument>();
        var values = new List<(SystemEntry Entry, int Sites, int[]? Seen, bool IsLog)>();
        foreach (IGrouping<string, SystemEntry> group in entries.Where(e => e.Section.StartsWith(Observe, StringComparison.Ordinal)).GroupBy(e => e.Section))
        {
            string name = group.Key[Observe.Length..];
            Dictionary<string, SystemEntry> keys = Keyed(group.Key, ["value", "error", "every", "from", "times", "sites"]);
            SystemEntry near = group.First(), error = Required(keys, group.Key, "error", near);
            SystemEntry value = keys.TryGetValue("value", out SystemEntry own) ? own : near with { Key = "value", Value = name };
            ErrorDistribution distribution = Error(error);
            ObservationSteps steps = At(near, () => When(keys, near));
            int sites = Sites(value);
            int[]? seen = keys.TryGetValue("sites", out SystemEntry range) ? Range(range, sites) : null;
            values.Add((value, sites, seen, distribution is LogNormalError));
            foreach (int site in seen ?? Enumerable.Range(0, sites))
                instruments.Add(new Instrument(sites == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}[{site}]"), distribution, steps));
        }

        if (instruments.Count is 0 or > MostInstruments)
            throw Wrong(new SystemEntry("observe", "", ""), $"expected 1 to {MostInstruments} instruments, found {instruments.Count}");
        return new ObservingSystem(instruments, Operator(system, values));
    }

    private IObservationOperator Operator(DynamicalSystem system, List<(SystemEntry Entry, int Sites, int[]? Seen, bool IsLog)> values)
    {
        // Components as they are need no program.
        string[] names = [.. system.Components];
        int[] selected = [.. values.Where(v => !v.IsLog && v.Sites == 1).Select(v => Array.IndexOf(names, v.Entry.Value.Trim()))];
        if (selected.Length == values.Count && selected.All(c => c >= 0))
            return new SelectionOperator(names.Length, selected);
        string text = string.Join('\n', values.Select(v => $"{v.Entry.Value};{v.IsLog};{string.Join(',', v.Seen ?? [])}"));
        return new SystemOperator(system, scope =>
        {
            foreach (SystemEntry let in Of("let"))
            {
                (string name, int sites) = Family(let);
                scope.Define(name, scope.Parse(let.Value, sites));
            }

            return [.. values.SelectMany(v => At(v.Entry, () =>
            {
                Expression whole = scope.Parse(v.Entry.Value, v.Sites);
                Expression[] parts = v.Seen is null ? [whole] : [.. v.Seen.Select(site => whole[site])];
                return v.IsLog ? Array.ConvertAll(parts, Functions.Log) : parts;
            }))];
        }, text);
    }

    /// <summary>Sites of a value: those of the families that it names site by site, by the index i.</summary>
    private int Sites(SystemEntry value) => !Names(value.Value, "i") ? 1
        : Of("state").Concat(Of("map")).Concat(Of("let")).Select(Family).Where(f => f.Sites > 1 && Names(value.Value, f.Name))
            .Select(f => f.Sites).DefaultIfEmpty(1).Max();

    /// <summary>first:end or first:end:stride, the end left out, or a list of sites.</summary>
    private int[] Range(SystemEntry entry, int sites)
    {
        string[] parts = entry.Value.Split(':');
        int[] numbers = [.. (parts.Length > 1 ? parts : entry.Value.Split(',')).Select(part => Whole(entry with { Value = part }, 0, MostComponents))];
        int[] found = parts.Length switch
        {
            1 => numbers,
            2 => [.. Enumerable.Range(0, sites).Where(s => s >= numbers[0] && s < numbers[1])],
            3 when numbers[2] > 0 => [.. Enumerable.Range(0, sites).Where(s => s >= numbers[0] && s < numbers[1] && (s - numbers[0]) % numbers[2] == 0)],
            _ => [],
        };
        return found.Length > 0 && found.All(s => s < sites) && found.Distinct().Count() == found.Length ? found
            : throw Wrong(entry, $"expected different sites below {sites}, as first:end, first:end:stride or a list, found {entry.Value}");
    }

    private ObservationSteps When(Dictionary<string, SystemEntry> keys, SystemEntry near)
    {
        if (keys.TryGetValue("times", out SystemEntry times))
        {
            if (keys.TryGetValue("every", out SystemEntry both) || keys.TryGetValue("from", out both))
                throw Wrong(both, "expected times, or every and from, found both");
            int[] listed = [.. times.Value.Split(',').Select(part => WholeSteps(times, Number(times, part, 0)))];
            return listed.Max() <= Steps("window", null, MostWindowSteps) ? new ListedSteps(listed)
                : throw Wrong(times, $"expected times in the window, up to {time["window"].Value}, found {times.Value}");
        }

        SystemEntry every = Required(keys, near.Section, "every", near);
        int distance = WholeSteps(every, Number(every));
        if (distance < 1)
            throw Wrong(every, $"expected a step or more, found {every.Value}");
        return new RegularSteps(distance, keys.TryGetValue("from", out SystemEntry from) ? WholeSteps(from, Number(from)) : 0);
    }
}
