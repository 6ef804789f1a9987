using System.CommandLine;
using Vardax.Managed.Cli.Parts;
using Vardax.Managed.Cli.Streaming;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax submit</c>: prints what an engine of batches takes to run a command as many tasks.</summary>
internal sealed class SubmitCommand
{
    private const string Slurm = "slurm", Kubernetes = "kubernetes";

    private readonly Argument<string[]> line = new("COMMAND")
    {
        Description = "After --, the command with its options as on one machine.", Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> engine = new("--engine") { Description = $"{Slurm} or {Kubernetes}.", HelpName = "NAME", Required = true };

    private readonly Option<int> tasks = OptionValues.Defaulted("--tasks", "Parts of the work.", "COUNT", 16);

    private readonly Option<int?> atOnce = OptionValues.Optional<int>("--at-once", "Most tasks that run at once (no limit).", "COUNT");

    private readonly Option<string> parts = new("--parts") { Description = "Folder for the parts, which all tasks see.", HelpName = "DIR", DefaultValueFactory = _ => "parts" };

    private readonly Option<string> result = new("--result")
    {
        Description = "File for what the merge prints, of Slurm.", HelpName = "FILE", DefaultValueFactory = _ => "result.json",
    };

    private readonly Option<int> largest = OptionValues.Defaulted(
        "--max-array", "Slurm's MaxArraySize; of more tasks, each does several parts.", "COUNT", 1001);

    private readonly Option<string> program = new("--program")
    {
        Description = "The program on the machines of the engine.", HelpName = "PATH", DefaultValueFactory = _ => "vardax",
    };

    private readonly Option<string> image = new("--image") { Description = "The image of the Kubernetes containers.", HelpName = "NAME", DefaultValueFactory = _ => "vardax" };

    private readonly Option<string> claim = new("--claim")
    {
        Description = "The claim of the Kubernetes volume that the command's files are on, and the parts.", HelpName = "NAME", DefaultValueFactory = _ => "vardax",
    };

    private readonly Option<double?> trial = OptionValues.Optional<double>(
        "--trial", "Seconds that the last of the trial runs takes at least (3), from which cores, memory and time follow; 0 for none.", "SECONDS");

    private readonly Option<int?> cores = OptionValues.Optional<int>("--cores", "Cores of a task, in place of what the trial says.", "COUNT");

    private readonly Option<int?> memory = OptionValues.Optional<int>("--memory", "Memory of a task and of the merge in MiB, in place of what the trial says.", "MIB");

    private SubmitCommand() => engine.CompletionSources.Add([Slurm, Kubernetes]);

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var submit = new SubmitCommand();
        Command command = new("submit",
            "Print the batch script of a Slurm array, or the manifest of a Kubernetes indexed Job, that runs a command as many tasks and merges their parts. "
            + "Talks to no engine; runs a small part of the command to see what a task takes.")
        {
            submit.line, submit.engine, submit.tasks, submit.atOnce, submit.parts, submit.result, submit.largest, submit.program, submit.image, submit.claim,
            submit.trial, submit.cores, submit.memory,
        };
        command.SetAction(submit.Execute);
        return command;
    }

    private async Task<int> Execute(ParseResult parsed, CancellationToken cancellation)
    {
        string name = parsed.GetRequiredValue(engine);
        if (name is not (Slurm or Kubernetes))
            throw OptionValues.Bad(engine, name, $"{Slurm} or {Kubernetes}");
        int count = parsed.Count(tasks, 1, name == Slurm ? 10_000_000 : 100_000);
        string[] typed = parsed.GetRequiredValue(line);
        ParseResult command = parsed.RootCommandResult.Command.Parse(typed);
        if (typed.Any(word => word is "--help" or "-h"))
            return await command.InvokeAsync(OwnModels.Of(parsed), cancellation);
        if (UnknownName.Find(command) is { } unknown)
            throw new InputException($"{unknown}");
        if (command.Errors is [{ Message: var message }, ..])
            throw new InputException(message);
        Command shared = command.CommandResult.Command;
        if (shared.Options.All(option => option.Name != "--shard"))
            throw OptionValues.Bad(line, typed[0], "a command with --shard");
        OptionValues.RequireAbsent(command, shared.Options.Where(option => option.Name is "--shard" or "--shards"), parsed.CommandResult.Command.Name);

        int? threads = command.GetValue<int?>("--threads") ?? (parsed.GetValue(cores) is null ? null : parsed.Count(cores, 1, 1024, 1));
        string[] own = PartIdentity.CommandLine(PartIdentity.Of(command));
        Option output = shared.Options.First(option => option.Name == "--out");
        string? target = output is Option<string> required ? command.GetValue(required) : command.GetValue<string?>(output.Name);
        // What a command must write somewhere, its tasks write there, parts included.
        string folder = (output.Required ? target! : parsed.GetRequiredValue(parts)).TrimEnd('/') + "/";
        Demand demand = await Measure(parsed, own, count, threads, cancellation);
        Batch batch = new()
        {
            Program = parsed.GetRequiredValue(program),
            Command = shared.Name,
            Arguments = [.. own, .. shared.Options.Any(option => option.Name == "--threads") ? (string[])["--threads", $"{demand.Cores}"] : []],
            Merge =
            [
                "merge", folder, .. command.GetValue<bool>("--json") ? (string[])["--json"] : [],
                .. target is null || output.Required ? (string[])[] : ["--out", target],
            ],
            Folder = folder,
            Tasks = count,
            AtOnce = parsed.GetValue(atOnce) is null ? null : parsed.Count(atOnce, 1, count, count),
            Demand = demand,
        };
        parsed.InvocationConfiguration.Output.Write(name == Slurm
            ? SlurmScript.Of(batch, parsed.Count(largest, 1, 10_000_000), parsed.GetRequiredValue(result))
            : KubernetesManifest.Of(batch, parsed.GetRequiredValue(image), parsed.GetRequiredValue(claim)));
        return ExitCode.Success;
    }

    private async Task<Demand> Measure(ParseResult parsed, string[] own, int count, int? threads, CancellationToken cancellation)
    {
        double seconds = parsed.Number(trial, 3, positive: false);
        int? room = parsed.GetValue(memory) is null ? null : parsed.Count(memory, 16, 100_000_000, 0);
        if (seconds <= 0)
        {
            return new Demand(threads ?? throw OptionValues.Bad(trial, seconds, $"more than 0 without {cores.Name}"), double.NaN,
                room ?? throw OptionValues.Bad(trial, seconds, $"more than 0 without {memory.Name}"), room.Value);
        }

        Demand demand = await Trial.Run(
            parsed, [.. own, .. threads is null ? (string[])[] : ["--threads", $"{threads}"]], count, seconds, threads, cancellation);
        return room is null ? demand : demand with { Memory = room.Value, MergeMemory = room.Value };
    }
}
