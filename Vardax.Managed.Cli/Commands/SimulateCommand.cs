using System.CommandLine;
using System.Text.Json;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Parts;
using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Formats;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax simulate</c>: writes a problem, or a stream of them.</summary>
internal sealed class SimulateCommand
{
    private readonly ProblemOptions problem = new();

    private readonly GapsOption gaps = new();

    private readonly Option<bool> json = new("--json")
    {
        Description = "Print one JSON document: truth, obs, mask and the settings.",
    };

    private readonly Option<string?> folder = new("--out")
    {
        Description = "Write truth.csv, obs.csv and mask.csv to that folder; many problems to that file, or as obs and truth to "
            + "that folder with --truth (csv and npy).",
        HelpName = "PATH",
    };

    private readonly Option<int?> count = OptionValues.Optional<int>(
        "--count", "Write that many problems; number i, from 0, is simulated with child i of the problem key.", "COUNT");

    private readonly Option<string?> format = FormatOptions.Format(
        "--format", "How many problems are written: jsonl, csv or npy (what --out's name says, else jsonl).");

    private readonly ShardOptions shards = new();

    private readonly Option<bool> truth = new("--truth") { Description = "With --count, write the truths too." };

    /// <summary>The command with its options.</summary>
    public static Command Create(StandardStreams streams)
    {
        var simulate = new SimulateCommand();
        Command command = new("simulate", "Simulate problems: a truth and noisy, sparse observations of its window. One, or with "
            + "--count or --format a stream of them, as vardax analyze reads it.");
        foreach (Option option in (Option[])
            [simulate.json, simulate.folder, simulate.count, simulate.format, simulate.truth])
        {
            command.Options.Add(option);
        }
        simulate.problem.AddTo(command);
        simulate.gaps.AddTo(command);
        simulate.shards.AddTo(command);
        command.SetAction((parsed, cancellation) =>
            Task.Run(() => simulate.Execute(parsed, streams, cancellation), CancellationToken.None));
        return command;
    }

    private int Execute(ParseResult parsed, StandardStreams streams, CancellationToken cancellation)
    {
        if (parsed.GetValue(count) is not null || parsed.GetValue(format) is not null)
            return Many(parsed, streams, cancellation);
        if (shards.Read(parsed) is not null)
            throw new InputException($"--shard goes with {count.Name}.");
        return parsed.GetValue(truth)
            ? throw new InputException($"{truth.Name} goes with {count.Name}; one problem comes with its truth.")
            : One(parsed, cancellation);
    }

    private int Many(ParseResult parsed, StandardStreams streams, CancellationToken cancellation)
    {
        if (parsed.GetValue(json))
            throw new InputException($"{json.Name} prints one problem; with {count.Name} it takes {format.Name}.");
        if (OwnModels.Of(parsed).Parts is { } parts)
            return ShardOptions.Merge(parsed, streams, parts);
        ProblemSettings settings = problem.Read(parsed);
        int problems = parsed.Count(count, 1, int.MaxValue, fallback: 1);
        Shard? shard = shards.Read(parsed);
        string? output = parsed.GetValue(folder) is { } path and not FileOutput.Standard ? path : null;
        DataFormat data = parsed.Format(format) ?? (shard is null && output is not null ? FormatOptions.OfOutput(folder, output) : null) ?? DataFormat.JsonLines;
        bool withTruth = parsed.GetValue(truth), twoFiles = withTruth && data != DataFormat.JsonLines;
        if (twoFiles && output is null)
        {
            throw new InputException(
                $"{truth.Name} takes {format.Name} jsonl, or {folder.Name} for the two files of the others.");
        }

        string extension = data == DataFormat.Npy ? ".npy" : ".csv";
        string[] names = !twoFiles ? [""]
            : [.. (data == DataFormat.Npy && StateParts.Of(settings.Model).Unknowns.Count > 0 ? (string[])["obs", "truth", "unknowns"] : ["obs", "truth"])
                .Select(name => name + extension)];
        int Write(IReadOnlyList<Stream> outputs)
        {
            Shard part = shard ?? Shard.Whole;
            int own = ProblemStream.Problems(problems, part);
            new ProblemStream(new ProblemGenerator(settings, gaps.Read(parsed, settings)), RandomKey.FromSeed(problem.ProblemKey(parsed)), withTruth).Run(
                problems, part, data switch
                {
                    DataFormat.Csv => new ProblemCsvSink(settings, outputs),
                    DataFormat.Npy => new ProblemNpySink(settings, own, outputs),
                    _ => new ProblemJsonSink(settings, outputs[0]),
                }, cancellation);
            return own;
        }

        if (shard is { } wanted)
            return ShardOptions.Write(parsed, wanted, () => PartOutputs.Keep(data, names, outputs => (Write(outputs), 1)));
        string[] paths = output is null ? [] : FormatOptions.Paths(folder, output, names);
        if (output is null)
            return FormatOptions.ToStandardOutput(parsed, streams, outputs => Write(outputs));
        AtomicFile.Write(paths, outputs => Write(outputs));
        return ExitCode.Success;
    }

    private int One(ParseResult parsed, CancellationToken cancellation)
    {
        ProblemSettings settings = problem.Read(parsed);
        if (parsed.GetValue(folder) == FileOutput.Standard)
            throw OptionValues.Bad(folder, FileOutput.Standard, $"a folder; {json.Name} prints the problem");
        OutputFolder? output = parsed.GetValue(folder) is { } path ? new OutputFolder(path) : null;
        ulong key = problem.ProblemKey(parsed);
        AssimilationProblem simulated = new ProblemGenerator(settings, gaps.Read(parsed, settings)).Generate(RandomKey.FromSeed(key));
        int diverged = Array.FindIndex(simulated.Truth.Values, x => !float.IsFinite(x));
        if (diverged >= 0)
        {
            throw new InputException(
                $"the simulation diverges at step {diverged / settings.StateDimension}; {ProblemStream.Advice(settings)} may help.");
        }

        int unseen = Array.FindIndex(simulated.Observations, y => !float.IsFinite(y)), instruments = settings.Observing.Instruments.Count;
        if (unseen >= 0)
        {
            throw new InputException($"the instrument {Printable.Line(settings.Observing.Instruments[unseen % instruments].Name)} sees no "
                + $"finite number at step {unseen / instruments}; "
                + "expected a value that is defined for each state.");
        }

        output?.Write(Files(simulated), cancellation);

        TextWriter writer = parsed.InvocationConfiguration.Output;
        var document = SimulateDocument.From(simulated, problem.PresetName(parsed, settings), key);
        if (parsed.GetValue(json))
            writer.WriteLine(JsonSerializer.Serialize(document, Documents.Default.SimulateDocument));
        else
            writer.WriteLine(Printable.Line(Summary(document, parsed.GetValue(folder))));
        return ExitCode.Success;
    }

    private static string Summary(SimulateDocument document, string? folder)
    {
        string where = folder is null ? "--json prints it, --out DIR writes it as CSV." : $"written to {folder}.";
        return $"{document.Model}, preset {document.Preset}, problem key {document.ProblemKey}: {document.TTotal + 1} states, "
            + $"{document.ObservedEntries} of {document.Mask.Sum(row => row.Length)} window entries observed; {where}";
    }

    private static (string Name, string Text)[] Files(AssimilationProblem problem)
    {
        ProblemSettings settings = problem.Settings;
        double[] window = [.. Enumerable.Range(0, settings.WindowStates).Select(t => settings.Grid[t])];
        float[] raw = [.. problem.Observations];
        settings.Observing.ToRaw(raw, problem.Mask);
        var parts = StateParts.Of(settings.Model);
        float[] unknowns = parts.UnknownsOf<float>(problem.Truth.Values).ToArray(), components = parts.Compact<float>([.. problem.Truth.Values]).ToArray();
        string[] instruments = [.. settings.Observing.Instruments.Select(i => i.Name)];
        double[] all = [.. Enumerable.Range(0, settings.TotalSteps + 1).Select(t => settings.Grid[t])];
        return
        [
            ("truth.csv", Csv.Render(
                [.. Columns(parts.Components, i => components[i]), .. Columns(parts.Unknowns, i => i < unknowns.Length ? unknowns[i] : float.NaN)], all)),
            ("obs.csv", Csv.Render(Columns(instruments, i => problem.Mask[i] != 0 ? raw[i] : float.NaN), window)),
            ("mask.csv", Csv.Render(Columns(instruments, i => problem.Mask[i]), window)),
        ];
    }

    private static (string Name, Func<int, float> Cell)[] Columns(IReadOnlyList<string> names, Func<int, float> value) =>
        [.. names.Select<string, (string, Func<int, float>)>((name, c) => (name, t => value((t * names.Count) + c)))];
}
