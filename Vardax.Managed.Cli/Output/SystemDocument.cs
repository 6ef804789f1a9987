using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Output;

/// <summary>The JSON document of <c>vardax system</c>.</summary>
internal sealed record SystemDocument
{
    private const int Lines = 5, Most = 12;

    public required string Name { get; init; }

    public required bool IsMap { get; init; }

    public required IReadOnlyList<NamedPrior> Components { get; init; }

    public required IReadOnlyList<NamedPrior> Unknowns { get; init; }

    public required IReadOnlyDictionary<string, double> Parameters { get; init; }

    public required IReadOnlyList<SystemInstrument> Instruments { get; init; }

    public required double Dt { get; init; }

    public required int BurnIn { get; init; }

    public required int TAssim { get; init; }

    public required int TTotal { get; init; }

    public required int ObservedEntries { get; init; }

    /// <summary>A few states of a simulated window, evenly spaced.</summary>
    public required IReadOnlyList<SimulatedState> Simulated { get; init; }

    public static SystemDocument From(ProblemSettings settings, ulong key)
    {
        var system = (DynamicalSystem)settings.Model;
        int declared = system.StateComponents;
        NamedPrior[] priors = [.. system.Components.Zip(settings.Initial.Components, (name, prior) => new NamedPrior(name, prior.ToString()))];
        AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(key));
        return new SystemDocument
        {
            Name = system.Name,
            IsMap = system.Options.IsMap,
            Components = priors[..declared],
            Unknowns = priors[declared..(declared + system.Unknowns.Count)],
            Parameters = system.Parameters,
            Instruments = [.. settings.Observing.Instruments.Select(i => new SystemInstrument(
                i.Name, i.Error.ToString(), $"{i.Steps}", Enumerable.Range(0, settings.WindowStates).Count(i.Steps.Includes)))],
            Dt = settings.Dt,
            BurnIn = settings.BurnInSteps,
            TAssim = settings.WindowSteps,
            TTotal = settings.TotalSteps,
            ObservedEntries = problem.Mask.Count(m => m != 0),
            Simulated = [.. Enumerable.Range(0, Lines).Select(k => (int)((long)k * settings.WindowSteps / (Lines - 1))).Distinct()
                .Select(t => new SimulatedState(settings.Grid[t], [.. problem.Truth[t][..declared].ToArray().Select(x => JsonNumber.Finite(x))]))],
        };
    }

    /// <summary>The same as tables.</summary>
    public ReportTable[] Tables() =>
    [
        new(Name, ["", ""],
        [
            ["equations", IsMap ? "a map, x_{k+1} = f(x_k)" : "x' = f(x)"],
            .. Parameters.Count == 0 ? Array.Empty<string[]>() : [["known", string.Join(", ", Parameters.Select(p => $"{p.Key} {Text.Number(p.Value)}"))]],
            ["window", $"{TAssim} steps of {Text.Number(Dt)}, after {BurnIn} of burn-in"],
            ["forecast", $"{TTotal - TAssim} steps"],
            ["sizes", $"components {Components.Count}, unknown constants {Unknowns.Count}, instruments {Instruments.Count}, observed values {ObservedEntries}"],
        ], "")
        { EndsInWords = true },
        Words("Priors", ["name", "prior"], [.. Few(Components).Select(c => (string[])[c.Name, c.Prior]), .. Few(Unknowns).Select(u => (string[])[u.Name, $"{u.Prior}, unknown"])]),
        Words("Instruments", ["name", "error and times"], [.. Few(Instruments).Select(i => (string[])[i.Name, $"{i.Error}, {i.Steps}, {i.Observed} in the window"])]),
        new("A simulated window", ["time", .. Few(Components).Select(c => c.Name)],
            [.. Simulated.Select(s => (string[])[Text.Number(s.Time), .. Few(s.State).Select(Text.Score)])],
            Math.Max(Math.Max(Components.Count, Unknowns.Count), Instruments.Count) > Most ? $"Each table shows the first {Most}; --json has all." : ""),
    ];

    private static ReportTable Words(string caption, string[] columns, string[][] rows) => new(caption, columns, rows, "") { EndsInWords = true };

    /// <summary>The first of many.</summary>
    private static IEnumerable<T> Few<T>(IEnumerable<T> all) => all.Take(Most);

    /// <summary>A component or a constant, and its prior.</summary>
    internal sealed record NamedPrior(string Name, string Prior);

    /// <summary>An instrument, and how many values it gives in the window.</summary>
    internal sealed record SystemInstrument(string Name, string Error, string Steps, int Observed);

    /// <summary>A state of a simulation; a number that is not finite is null.</summary>
    internal sealed record SimulatedState(double Time, double?[] State);
}
