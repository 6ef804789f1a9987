using System.CommandLine;
using Vardax.Managed.Cli.Parts;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The options of a command whose work can be shared out among tasks that know nothing of each other.</summary>
internal sealed class ShardOptions
{
    private readonly Option<string?> shard = new("--shard")
    {
        Description = "Do part I of N alone, I from 0, and write one part file to --out; vardax merge makes the whole of all N.", HelpName = "I/N",
    };

    private readonly Option<int?> shards = OptionValues.Optional<int>(
        "--shards", "The same in a task of a Slurm array or of a Kubernetes indexed Job, which knows its own index.", "N");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(shard);
        command.Options.Add(shards);
    }

    /// <summary>Which part is to be done; null for the whole.</summary>
    /// <exception cref="InputException">The shard is none, or the task has no index.</exception>
    public Shard? Read(ParseResult parsed)
    {
        if (parsed.GetValue(shard) is { } text)
        {
            OptionValues.RequireAbsent(parsed, [shards], $"{shard.Name} {text}");
            return Part.Parse(text) ?? throw OptionValues.Bad(shard, text, "I/N with a whole number I from 0 to N - 1, such as 0/16");
        }

        if (parsed.GetValue(shards) is null)
            return null;
        int count = parsed.Count(shards, 1, int.MaxValue, 1);
        int index = Engine.Index(Environment.GetEnvironmentVariable)
            ?? throw new InputException($"{shards.Name} is {count}, and no engine tells the index: expected {Engine.Variables}, or {shard.Name} I/{count}.");
        return index < count ? new Shard(index, count)
            : throw OptionValues.Bad(shards, count, $"more than the index that the engine tells, {index}");
    }

    /// <summary>Whether a failure may be gone if the same part, or the merge, is tried again.</summary>
    public static bool IsRetryWorthwhile(ParseResult parsed, IOException failure) => failure is MissingPartException
        || (failure is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
            && parsed.CommandResult.Command.Options.Any(option => option.Name is "--shard" or "--shards" && parsed.GetResult(option) is { Implicit: false }));

    /// <summary>The failure of a command that would have to train a model in each task.</summary>
    public static InputException NeedsModel() => new("--shard goes with --model: train once, and let the tasks share the model.");

    /// <summary>Does a part and writes its file; nothing if the file is there and whole.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="wanted">The part.</param>
    /// <param name="work">Does it.</param>
    /// <exception cref="InputException">There is no --out, or a part of another run is there.</exception>
    public static int Write(ParseResult parsed, Shard wanted, Func<Ledger> work)
    {
        Part part = new(Path(parsed, wanted), wanted, PartIdentity.Of(parsed));
        TextWriter messages = parsed.InvocationConfiguration.Error;
        if (Found(part) is { } found)
        {
            if (found.Shard != wanted || found.Difference(part.Identity) is not null)
            {
                throw new InputException($"{part.Path} holds part {Part.Text(found.Shard)} of another run: "
                    + $"{found.Difference(part.Identity) ?? $"expected part {Part.Text(wanted)}"}. "
                    + "Take another file, or remove it.");
            }

            messages.WriteLine($"{part.Path} is whole; nothing is done");
            return ExitCode.Success;
        }

        part.Write(work());
        messages.WriteLine($"written to {part.Path}");
        return ExitCode.Success;
    }

    /// <summary>Writes the files whose parts a command wrote.</summary>
    public static int Merge(ParseResult parsed, StandardStreams streams, PartSet parts)
    {
        if (parsed.GetValue<bool>("--json"))
            throw new InputException($"--json prints one document; the parts of {parsed.CommandResult.Command.Name} hold many lines, which come without it.");
        Option<string?> output = Output(parsed);
        IReadOnlyList<string> names = PartOutputs.Names(parts);
        bool isNothingUsable = false;
        int exitCode = ExitCode.Success;
        void Write(IReadOnlyList<Stream> outputs) => isNothingUsable = PartOutputs.Merge(parts, outputs);
        if (parsed.GetValue(output) is { } path and not FileOutput.Standard)
            AtomicFile.Write(FormatOptions.Paths(output, path, names), Write);
        else if (names is [""])
            exitCode = FormatOptions.ToStandardOutput(parsed, streams, Write);
        else
            throw new InputException($"the parts are of {names.Count} files; expected {output.Name}, a folder for {string.Join(", ", names)}.");
        return exitCode == ExitCode.Success && isNothingUsable ? ExitCode.NothingUsable : exitCode;
    }

    /// <summary>The part that is there; null if there is none, or a damaged one.</summary>
    private static Part? Found(Part part)
    {
        try
        {
            return File.Exists(part.Path) ? Part.Read(part.Path) : null;
        }
        catch (VardaxFormatException)
        {
            return null;
        }
    }

    private static Option<string?> Output(ParseResult parsed) =>
        (Option<string?>)parsed.CommandResult.Command.Options.First(option => option.Name == "--out");

    private static string Path(ParseResult parsed, Shard wanted)
    {
        Option<string?> output = Output(parsed);
        if (parsed.GetValue(output) is not { } path || path == FileOutput.Standard)
            throw new InputException($"--shard goes with {output.Name}: the part file to write, or a folder for it.");
        bool isFolder = path.EndsWith('/') || Directory.Exists(path);
        if (isFolder)
            path = FormatOptions.OutputFolder(output, path);
        return isFolder
            ? System.IO.Path.Combine(path, $"{parsed.CommandResult.Command.Name}-{wanted.Index}-of-{wanted.Count}.part")
            : OptionValues.RequireFile(output, path);
    }
}
