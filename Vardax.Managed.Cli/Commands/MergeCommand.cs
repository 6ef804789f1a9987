using System.CommandLine;
using Vardax.Managed.Cli.Parts;
using Vardax.Managed.Cli.Streaming;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax merge</c>: the result of one run from the parts that tasks wrote.</summary>
internal sealed class MergeCommand
{
    private readonly Argument<string[]> files = new("PART")
    {
        Description = "The parts, in any order; a folder stands for the files named .part in it.", Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> json = new("--json") { Description = "Print the JSON document that the command would have printed." };

    private readonly Option<string?> output = new("--out") { Description = "Write there what the command would have written to its --out.", HelpName = "PATH" };

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var merge = new MergeCommand();
        Command command = new("merge",
            "Put together the parts that tasks wrote with --shard, to the bits that one machine would have given. Reads the model and other "
            + "files of the command where the tasks read them.")
        {
            merge.files, merge.json, merge.output,
        };
        command.SetAction(merge.Execute);
        return command;
    }

    private Task<int> Execute(ParseResult parsed, CancellationToken cancellation)
    {
        string[] paths = [.. parsed.GetRequiredValue(files).SelectMany<string, string>(path =>
            Directory.Exists(path) ? [.. Directory.GetFiles(path, "*.part").Order(StringComparer.Ordinal)] : [path])];
        if (paths.Length == 0)
            throw new MissingPartException($"{string.Join(", ", parsed.GetRequiredValue(files))}: no file named .part is there.");
        PartSet parts = new([.. paths.Select(Part.Read)]);
        string[] line = PartIdentity.CommandLine(parts.Identity);
        Command? command = parsed.RootCommandResult.Command.Subcommands.FirstOrDefault(one => one.Name == line[0]);
        // What must be written somewhere was written by the tasks.
        string? target = parsed.GetValue(output) ?? (command?.Options.FirstOrDefault(option => option.Name == output.Name) is { Required: true } ? "." : null);
        ParseResult again = parsed.RootCommandResult.Command.Parse(
            [.. line, .. parsed.GetValue(json) ? (string[])[json.Name] : [], .. target is null ? (string[])[] : [output.Name, target]]);
        if (command is null || again.Errors.Count > 0)
            throw new InputException($"{paths[0]}: expected a command of this program, found {string.Join(' ', line)}.");
        Part here = new("this run of merge", default, PartIdentity.Of(again));
        if (here.Difference(parts.Identity) is { } difference)
            throw new InputException($"{paths[0]} is of another run than this one of merge can put together: here {difference}.");
        OwnModels.Of(parsed).Parts = parts;
        return again.InvokeAsync(OwnModels.Of(parsed), cancellation);
    }
}
