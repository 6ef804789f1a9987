using Vardax.Managed.Dynamics;
using Vardax.Managed.Expressions;
using static Vardax.Managed.Systems.SystemTexts;

namespace Vardax.Managed.Systems;

/// <summary>Makes a family of problems of one definition: see <see cref="SystemDefinition"/> for the sections.</summary>
internal sealed class SystemReader(SystemTexts texts)
{
    private const int MostInstruments = 1000, MostUnknowns = 100;

    public ProblemSettings Read()
    {
        SystemEntry[] equations = [.. texts.Of("state"), .. texts.Of("map")], unknown = [.. texts.Of("unknown")];
        bool isMap = texts.Of("map").Any();
        if (equations.Length == 0 || (isMap && texts.Of("state").Any()))
            throw Wrong(equations.FirstOrDefault(texts.Time["step"]), "expected the equations of [state] or of [map], one of the two");
        (string Name, int Sites)[] components = [.. equations.Select(texts.Family)];
        if (unknown.Length > MostUnknowns)
            throw Wrong(unknown[MostUnknowns], $"expected at most {MostUnknowns} unknown constants, found {unknown.Length}");
        CheckNames([.. equations.Zip(components, (entry, component) => (entry, component.Name)), .. unknown.Select(e => (e, e.Key))]);
        int burnIn = texts.Steps("burn_in", 0, MostSteps), window = texts.Steps("window", null, MostWindowSteps);
        int forecast = texts.Steps("forecast", 0, MostSteps);
        if (window < 1)
            throw Wrong(texts.Time["window"], "expected at least one step, found 0");
        string name = Title(texts.Of("").FirstOrDefault(new SystemEntry("", "name", "system")));
        var options = new DynamicalSystemOptions
        {
            Constants = texts.Known, Unknowns = [.. unknown.Select(e => e.Key)], IsMap = isMap, Scheme = Scheme(),
            Substeps = texts.Time.TryGetValue("substeps", out SystemEntry substeps)
                ? texts.Whole(substeps, 1, DynamicalSystemOptions.MaxSubsteps) : 1,
            NominalStep = texts.Step,
            HasClock = texts.Of("let").Concat(texts.Instruments.SelectMany(g => g).Where(e => e.Key == "value")).Any(e => Names(e.Value, "t")),
        };
        DynamicalSystem system = At(equations[0], () => new DynamicalSystem(
            name, [.. components.Select(c => Indexed(c.Name, c.Sites, c.Sites))], scope =>
            {
                DefineLets(scope);
                return [.. equations.Select((e, k) => At(e, () => scope.Parse(e.Value, components[k].Sites)))];
            }, options));
        if (system.Components.Count > MostComponents + MostUnknowns)
            throw Wrong(equations[0], $"expected at most {MostComponents} components, found {system.Components.Count}");
        InitialDistribution initial = Initial(system, equations, components, unknown, burnIn);
        var settings = new ProblemSettings
        {
            Model = system, Initial = initial, Observing = Observing(system), Dt = texts.Step,
            BurnInSteps = burnIn, WindowSteps = window, TotalSteps = window + forecast,
        };
        return At(texts.Time["step"], () => { settings.Validate(); return settings; });
    }

    /// <summary>A value of an entry as a name for people.</summary>
    private static string Title(SystemEntry entry) => entry.Value.Trim().Length > 0 && !entry.Value.Any(char.IsControl) ? entry.Value
        : throw Wrong(entry, "expected a name that is not empty and has no control characters");

    /// <summary>Components and unknown constants need names of their own.</summary>
    private void CheckNames((SystemEntry Entry, string Name)[] declared)
    {
        var taken = new HashSet<string>(texts.Known.Keys, StringComparer.Ordinal);
        foreach ((SystemEntry entry, string name) in declared)
        {
            if (!ExpressionScope.IsName(name) || name == DynamicalSystem.ClockName)
                throw Wrong(entry, $"expected a name of letters, digits and underscores that is not a word of the language, found '{name}'");
            if (!taken.Add(name))
                throw Wrong(entry, $"expected different names, found '{name}' twice");
        }
    }

    /// <summary>The intermediate values, which equations and instruments may use.</summary>
    private void DefineLets(ExpressionScope scope)
    {
        foreach (SystemEntry let in texts.Of("let"))
        {
            (string name, int sites) = texts.Family(let);
            At(let, () => { scope.Define(name, scope.Parse(let.Value, sites)); return 0; });
        }
    }

    private ButcherTableau Scheme() => !texts.Time.TryGetValue("scheme", out SystemEntry entry) ? ButcherTableau.RungeKutta4
        : entry.Value switch
        {
            "rk4" => ButcherTableau.RungeKutta4,
            "midpoint" => ButcherTableau.Midpoint,
            "euler" => ButcherTableau.Euler,
            _ => throw Wrong(entry, $"expected euler, midpoint or rk4, found {entry.Value}"),
        };

    private InitialDistribution Initial(
        DynamicalSystem system, SystemEntry[] equations, (string Name, int Sites)[] components, SystemEntry[] unknown, int burnIn)
    {
        Dictionary<string, SystemEntry> written = texts.Of("initial").ToDictionary(e => e.Key, StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var priors = new List<ComponentPrior>();
        for (int k = 0; k < components.Length; k++)
        {
            (string name, int sites) = components[k];
            for (int site = 0; site < sites; site++)
            {
                string own = Indexed(name, sites, site);
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
        (string kind, double[] arguments) = texts.Call(entry);
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
        (string kind, double[] arguments) = texts.Call(entry);
        return At<ErrorDistribution>(entry, () => (kind, arguments) switch
        {
            ("normal", [double std]) => new NormalError(std),
            ("lognormal", [double std]) => new LogNormalError(std),
            ("student", [double scale, double degrees]) => new StudentError(scale, degrees),
            _ => throw Wrong(entry, $"expected normal(std), lognormal(std of the log) or student(scale, degrees), found {entry.Value}"),
        });
    }

    private ObservingSystem Observing(DynamicalSystem system)
    {
        var instruments = new List<Instrument>();
        var values = new List<(SystemEntry Entry, int Sites, int[]? Seen, bool IsLog)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        (string Name, int Sites)[] families = [.. texts.Of("state").Concat(texts.Of("map")).Concat(texts.Of("let")).Select(texts.Family).Where(f => f.Sites > 1)];
        foreach (IGrouping<string, SystemEntry> group in texts.Instruments)
        {
            string name = Title(group.First() with { Value = group.Key[Observe.Length..] });
            Dictionary<string, SystemEntry> keys = texts.Keyed(group.Key, ["value", "error", "every", "from", "times", "sites"]);
            SystemEntry near = group.First(), error = Required(keys, group.Key, "error", near);
            SystemEntry value = keys.TryGetValue("value", out SystemEntry own) ? own : near with { Key = "value", Value = name };
            if (families.Any(f => f.Name == value.Value.Trim()))
                value = value with { Value = $"{value.Value}[i]" };
            ErrorDistribution distribution = Error(error);
            ObservationSteps steps = At(near, () => When(keys, near));
            // The sites of the families that the value names site by site, by the index i.
            int sites = !Names(value.Value, "i") ? 1 : families.Where(f => Names(value.Value, f.Name)).Select(f => f.Sites).DefaultIfEmpty(1).Max();
            if (keys.TryGetValue("sites", out SystemEntry none) && sites == 1)
                throw Wrong(none, "expected no sites, because the value is not a family");
            int[]? seen = keys.TryGetValue("sites", out SystemEntry range) ? Range(range, sites) : null;
            values.Add((value, sites, seen, distribution is LogNormalError));
            foreach (int site in seen ?? Enumerable.Range(0, sites))
            {
                string called = Indexed(name, sites, site);
                if (!names.Add(called))
                    throw Wrong(near, $"expected different names, found two instruments called '{called}'");
                if (names.Count > MostInstruments)
                    throw Wrong(near, $"expected at most {MostInstruments} instruments, sites counted");
                instruments.Add(At(near, () => new Instrument(called, distribution, steps)));
            }
        }

        return instruments.Count > 0 ? new ObservingSystem(instruments, Operator(system, values))
            : throw Wrong(texts.Time["step"] with { Section = "observe", Key = "" }, "expected at least one instrument, found none");
    }

    private IObservationOperator Operator(DynamicalSystem system, List<(SystemEntry Entry, int Sites, int[]? Seen, bool IsLog)> values)
    {
        // Components as they are need no program.
        string[] names = [.. system.Components];
        int[] selected = [.. values.Where(v => !v.IsLog && v.Sites == 1).Select(v => Array.IndexOf(names, v.Entry.Value.Trim()))];
        if (selected.Length == values.Count && selected.All(c => c >= 0))
            return new SelectionOperator(names.Length, selected);
        // What a value means hangs on the intermediate values and the constants too, which the equations need not use.
        string text = string.Join('\n', (string[])
        [
            .. values.Select(v => $"{v.Entry.Value};{v.IsLog};{string.Join(',', v.Seen ?? [])}"),
            .. texts.Of("let").Select(e => $"{e.Key} = {e.Value}"), .. texts.Known.Select(k => $"{k.Key} = {ExpressionWriter.Number(k.Value)}"),
        ]);
        return new SystemOperator(system, scope =>
        {
            DefineLets(scope);
            return [.. values.SelectMany(v => At(v.Entry, () =>
            {
                Expression whole = scope.Parse(v.Entry.Value, v.Sites);
                Expression[] parts = v.Seen is null ? [whole] : [.. v.Seen.Select(site => whole[site])];
                return v.IsLog ? Array.ConvertAll(parts, Functions.Log) : parts;
            }))];
        }, text);
    }

    /// <summary>first:end or first:end:stride, the end left out, or a list of sites.</summary>
    private int[] Range(SystemEntry entry, int sites)
    {
        string[] parts = entry.Value.Split(':');
        int[] numbers = [.. (parts.Length > 1 ? parts : entry.Value.Split(',')).Select(part => texts.Whole(entry with { Value = part }, 0, MostComponents))];
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
        int window = texts.Steps("window", null, MostWindowSteps);
        if (keys.TryGetValue("times", out SystemEntry times))
        {
            if (keys.TryGetValue("every", out SystemEntry both) || keys.TryGetValue("from", out both))
                throw Wrong(both, "expected times, or every and from, found both");
            int[] listed = [.. times.Value.Split(',').Select(part => texts.WholeSteps(times, texts.Number(times, part, 0)))];
            if (listed.Max() > window)
                throw Wrong(times, $"expected times in the window, up to {texts.Time["window"].Value}, found {times.Value}");
            return listed.Zip(listed.Skip(1)).All(pair => pair.First < pair.Second) ? new ListedSteps(listed)
                : throw Wrong(times, $"expected ascending times, found {times.Value}");
        }

        SystemEntry every = Required(keys, near.Section, "every", near);
        int distance = texts.WholeSteps(every, texts.Number(every));
        if (distance < 1)
            throw Wrong(every, $"expected at least one step, found {every.Value}");
        int first = keys.TryGetValue("from", out SystemEntry from) ? texts.WholeSteps(from, texts.Number(from)) : 0;
        return first <= window ? new RegularSteps(distance, first)
            : throw Wrong(from, $"expected a time in the window, up to {texts.Time["window"].Value}, found {from.Value}");
    }
}
