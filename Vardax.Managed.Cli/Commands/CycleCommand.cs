using System.CommandLine;
using System.Text.Json;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cycling;
using Vardax.Managed.Methods.Filtering;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax cycle</c>: filters side by side in a cycled twin experiment.</summary>
internal sealed class CycleCommand
{
    private readonly CycleOptions experiment = new();

    private readonly FilterSettingOptions settings = new();

    private readonly GuessOption model = new();

    private readonly Option<string?> methods = new("--methods")
    {
        Description = $"Comma-separated: {string.Join(", ", FilterMethod.All)}; the experiment's by default, or all.", HelpName = "NAMES",
    };

    private readonly ShardOptions shards = new();

    private readonly ResultOptions output = new(
        "Most threads to use (all cores); the scores do not depend on it.", "report.html, the figures and result.json");

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var cycle = new CycleCommand();
        Command command = new("cycle", "Compare filters in a cycle: forecast, analyse, repeat, against a simulated truth.");
        foreach (Option option in (Option[])[.. cycle.experiment.All, cycle.methods, cycle.model.Option, .. cycle.settings.All])
            command.Options.Add(option);
        cycle.shards.AddTo(command);
        cycle.output.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() => cycle.Execute(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private int Execute(ParseResult parsed, CancellationToken cancellation)
    {
        CycleExperiment wanted = experiment.Read(parsed);
        wanted = wanted with { Rows = Rows(parsed, wanted) };
        ParallelOptions parallel = output.Parallel(parsed, cancellation);
        T Show<T>(Func<T> work) => TrainingBar.Show(parsed.InvocationConfiguration.Error, "cycling", work);
        if (shards.Read(parsed) is { } shard)
            return ShardOptions.Write(parsed, shard, () => Show(() => wanted.RunPart(shard, parallel.MaxDegreeOfParallelism, cancellation)));
        OutputFolder? folder = output.Open(parsed);
        IReadOnlyList<CycleResult> results = OwnModels.Of(parsed).Parts is { } parts ? wanted.Merge(parts.Load(), parts.Count)
            : Show(() => wanted.Run(parallel.MaxDegreeOfParallelism, cancellation));
        CycleReport report = new(wanted, [.. results.OrderBy(r => double.IsNaN(r.RmseA.Value) ? double.PositiveInfinity : r.RmseA.Value)]);
        string document = JsonSerializer.Serialize(report.Document, Documents.Default.CycleDocument);
        output.Write(parsed, folder, document, report.Tables, report.Files, cancellation);
        return ExitCode.Success;
    }

    /// <summary>The experiment's rows of the methods wanted, or a row of its own for a method without one; what is given replaces settings.</summary>
    private CycleRow[] Rows(ParseResult parsed, CycleExperiment wanted)
    {
        LearnedGuess? guess = model.Load(parsed);
        FilterMethod[] learned = guess is null ? [] : [.. FilterMethod.All.Where(method => method.NeedsGuess)];
        IReadOnlyList<FilterMethod> names = parsed.GetValue(methods) is { } text ? Methods(text)
            : [.. wanted.Rows.Count > 0 ? wanted.Rows.Select(row => row.Method).Distinct() : FilterMethod.All.Where(method => !method.NeedsGuess), .. learned];
        foreach (FilterMethod method in names)
            model.Require(method, guess);
        return
        [
            .. names.SelectMany(method => wanted.Rows.Where(row => row.Method == method).DefaultIfEmpty(new CycleRow(method, new FilterOptions())))
                .Select(row =>
                {
                    FilterOptions changed = settings.Read(parsed, row.Options);
                    return row with
                    {
                        Options = row.Method.NeedsGuess ? changed with { Guess = guess } : changed,
                        Published = changed == row.Options ? row.Published : null,
                    };
                })
                .Distinct(),
        ];
    }

    private FilterMethod[] Methods(string names)
    {
        FilterMethod?[] given = [.. names.Split(',', StringSplitOptions.TrimEntries).Select(FilterMethod.Find)];
        return given.Contains(null) || given.Distinct().Count() != given.Length
            ? throw OptionValues.Bad(methods, $"'{names}'", $"one or more of {string.Join(", ", FilterMethod.All)}, each once, comma-separated")
            : [.. given.OfType<FilterMethod>()];
    }
}
