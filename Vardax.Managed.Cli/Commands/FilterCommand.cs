using System.CommandLine;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax filter</c>: a state of knowledge that follows a stream of observations, line by line.</summary>
internal sealed class FilterCommand
{
    // Enough that no inflation is needed in small systems.
    private static readonly FilterOptions Defaults = new() { Members = 40 };

    private readonly Argument<string> file = new("FILE")
    {
        Description = "The observations, a line for each time; - for standard input.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => FileOutput.Standard,
    };

    private readonly SystemOptions system = new();

    private readonly Option<string> method = OptionValues.Word(
        "--method", $"{OptionValues.OneOf(FilterMethod.All.Select(one => one.Name))}; enkf is enkf_sqrt.", "enkf_n", [.. FilterMethod.All.Select(one => one.Name)]);

    private readonly FilterSettingOptions settings = new();

    private readonly GuessOption learned = new();

    private readonly Option<string?> state = new("--state")
    {
        Description = "Keep the state there after each line, and go on from it if it is there.", HelpName = "FILE",
    };

    private readonly Option<string> onError = OptionValues.Word(
        "--on-error", "A line that is wrong ends the stream, or is left out: stop or skip.", "stop", "stop", "skip");

    private readonly Option<string?> format = new("--format") { Description = "Format of the lines: jsonl or csv (what the first one looks like).", HelpName = "NAME" };

    private readonly Option<double?> start = OptionValues.Optional<double>("--start", "The time at which the system's initial distribution holds (0).", "TIME");

    private readonly Option<ulong> key = OptionValues.Defaulted<ulong>("--filter-key", "Seed of the filter's draws.", "SEED", 0);

    /// <summary>The command with its options.</summary>
    public static Command Create(StandardStreams streams)
    {
        var filter = new FilterCommand();
        filter.format.CompletionSources.Add("jsonl", "csv");
        Command command = new("filter",
            "Follow a system with a filter: each line of a file or a pipe is a time and what is observed then, and is answered when it comes with mean and "
            + "standard deviation of every component.")
        {
            filter.file,
        };
        foreach (Option option in (Option[])[.. filter.system.All, filter.method, filter.learned.Option, .. filter.settings.All, filter.state,
            filter.onError, filter.format, filter.start, filter.key])
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => filter.Execute(parsed, streams, cancellation), CancellationToken.None));
        return command;
    }

    private int Execute(ParseResult parsed, StandardStreams streams, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(file), name = path == FileOutput.Standard ? "standard input" : path;
        SystemDefinition definition = system.Read(parsed, []) ?? throw new InputException($"expected {system.Source.Name}, the system that is observed.");
        bool skips = parsed.GetRequiredValue(onError) switch
        {
            "stop" => false,
            "skip" => true,
            var other => throw OptionValues.Bad(onError, other, "stop or skip"),
        };
        DataFormat? lines = parsed.GetValue(format) switch
        {
            null => null,
            "jsonl" => DataFormat.JsonLines,
            "csv" => DataFormat.Csv,
            var other => throw OptionValues.Bad(format, other, "jsonl or csv"),
        };
        StateSpaceModel model = StateSpaceModel.Of(definition.Settings);
        FilterMethod wanted = Method(parsed.GetRequiredValue(method));
        LearnedGuess? guess = learned.Load(parsed);
        learned.Require(wanted, guess);
        FilterOptions options = settings.Read(parsed, Defaults) with { Key = RandomKey.FromSeed(parsed.GetValue(key)), Guess = guess };
        Filter filter = wanted.Create(model, options);
        int burnIn = definition.Settings.BurnInSteps;
        var kept = new FilterStateFile
        {
            System = string.Join('\n', definition.Entries.Select(entry => $"{entry.Section}.{entry.Key} = {entry.Value}")),
            Settings = $"{wanted} {options}", Time = 0, Method = "", Values = [],
        };
        string? statePath = parsed.GetValue(state) is { } given ? OptionValues.RequireFile(state, given) : null;
        double? last = null;
        if (statePath is not null && File.Exists(statePath))
            last = Resume(filter, kept, statePath);
        else if (burnIn > 0)
            filter.ForecastSteps(burnIn);
        var session = new FilterSession(filter, name)
        {
            Offset = parsed.Number(start, 0, positive: false) - (burnIn * model.Dt),
            LastTime = last,
            Skips = skips,
            Messages = parsed.InvocationConfiguration.Error,
            Keep = statePath is null ? null : time =>
            {
                FilterState now = filter.Save();
                (kept with { Time = time, Method = now.Method, Values = now.Values }).Write(statePath);
            },
        };
        using Stream input = path == FileOutput.Standard ? streams.Input() : File.OpenRead(path);
        return FormatOptions.ToStandardOutput(parsed, streams, outputs => session.Run(input, lines, outputs[0], cancellation));
    }

    private static double Resume(Filter filter, FilterStateFile expected, string path)
    {
        FilterStateFile saved = FilterStateFile.Read(path);
        if (saved.System != expected.System)
            throw new InputException($"{path}: the state is of another system, or of one with other constants; expected the one given.");
        if (saved.Settings != expected.Settings)
            throw new InputException($"{path}: the state is of {saved.Settings}; expected {expected.Settings}.");
        filter.Restore(saved.ToState());
        return saved.Time;
    }

    private FilterMethod Method(string name) => FilterMethod.Find(name == "enkf" ? "enkf_sqrt" : name)
        ?? throw OptionValues.Bad(method, name, OptionValues.OneOf(FilterMethod.All.Select(one => one.Name)));
}
