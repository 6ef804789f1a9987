using System.CommandLine;
using Vardax.Managed.Cli.Parts;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Formats;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary>
/// What the commands that answer a stream of windows have in common: the model, the windows, and where the answers go.
/// </summary>
/// <param name="outDescription">What --out says of itself.</param>
/// <param name="records">How records are read; null if the command takes windows alone.</param>
/// <param name="shards">How the windows are shared out; null if they cannot be.</param>
internal sealed class StreamOptions(string outDescription, RecordOptions? records = null, ShardOptions? shards = null)
{
    private const string StandardInput = "-", NetCdf = ".nc";

    private readonly Argument<string> file = new("FILE")
    {
        Description = records is null ? "The windows; - for standard input." : "The windows, or a record of any length; - for standard input.",
        Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => StandardInput,
    };

    private readonly Option<string> model = new("--model")
    {
        Description = "The trained model, a file of vardax train.", HelpName = "FILE", Required = true,
    };

    private readonly Option<string?> format = FormatOptions.Format(
        "--format", "Format of the windows: jsonl, csv or npy (what FILE's name says, else jsonl).");

    private readonly Option<string?> outputFormat = FormatOptions.Format(
        "--output-format", "Format of the answers: jsonl, csv or npy (what --out's name says, else that of the windows).");

    private readonly Option<string?> mask = new("--mask")
    {
        Description = "1 if observed, 0 if not: a .npy or CSV file of one mask for all windows, or one for each.",
        HelpName = "FILE",
    };

    private readonly Option<string?> background = new("--background")
    {
        Description = "Mean and covariance of each window's first state beforehand, in place of the prior that the model was trained for: a .npz file of "
            + "mean and cov (or std), or CSV; one for all windows, or one for each. A line of jsonl may bring its own.",
        HelpName = "FILE",
    };

    private readonly Option<string?> folder = new("--out") { Description = outDescription, HelpName = "PATH" };

    private readonly Option<bool> noPolish = new("--no-polish") { Description = "Give the network's own answers." };

    private readonly Option<ulong> sampleKey = OptionValues.Defaulted<ulong>(
        "--sample-key", "Seed of the samples: those of window i, from 0, are drawn with its child i.", "SEED", 2);

    private readonly Option<int?> threads = OptionValues.Optional<int>(
        "--threads", "Most threads that analyse (all cores); the answers do not depend on it.", "COUNT");

    /// <summary>The option of the format of the answers.</summary>
    public string FormatName => outputFormat.Name;

    /// <summary>Adds the argument and the options to a command; its own come between.</summary>
    public void AddTo(Command command, params ReadOnlySpan<Option> own)
    {
        command.Arguments.Add(file);
        foreach (Option option in (Option[])[model, format, outputFormat, mask, background, folder, .. own, .. records?.All ?? [], noPolish, sampleKey, threads])
            command.Options.Add(option);
        shards?.AddTo(command);
    }

    /// <summary>What is asked of every window; 0 samples for as many as suit.</summary>
    /// <exception cref="VardaxFormatException">The file is no model.</exception>
    public AnalysisRequest Request(
        ParseResult parsed, int samples, bool keepSamples, bool moments = true, double[]? quantiles = null, int forecastSteps = 0,
        bool certify = false, bool isSingle = false)
    {
        TrainedModel trained = ModelOption.LoadForUse(parsed, parsed.GetRequiredValue(model));
        // One window may take its time: as many draws as take a hundred megabytes, and 4,000 at most.
        int draws = isSingle ? Math.Clamp((1 << 24) / trained.Settings.WindowEntries, 512, 4000) / 2 * 2 : 200;
        if (isSingle)
            trained = trained with { Polish = trained.Polish with { Draws = draws } };
        return new()
        {
            Model = trained,
            Polish = !parsed.GetValue(noPolish),
            SampleKey = RandomKey.FromSeed(parsed.GetValue(sampleKey)),
            Samples = samples == 0 ? draws : samples,
            KeepSamples = keepSamples,
            Moments = moments,
            Quantiles = quantiles ?? [],
            ForecastSteps = forecastSteps,
            Certify = certify,
        };
    }

    /// <summary>The format of the answers.</summary>
    /// <exception cref="InputException">There is no such format, or the answers have nowhere to go.</exception>
    public DataFormat OutputFormat(ParseResult parsed)
    {
        if (IsNetCdfOutput(parsed))
            return DataFormat.NetCdf;
        DataFormat output = parsed.Format(outputFormat)
            ?? (Out(parsed) is { } path ? FormatOptions.OfOutput(folder, path) : null) ?? InputFormat(parsed);
        return output == DataFormat.Npy && Out(parsed) is null && shards?.Read(parsed) is null
            ? throw OptionValues.Bad(outputFormat, "npy", "jsonl or csv, unless --out says where the arrays go")
            : output;
    }

    /// <summary>Refuses a format of the answers beside an option that decides it.</summary>
    /// <exception cref="InputException">One is given.</exception>
    public void RequireNoOutputFormat(ParseResult parsed, Option decides) =>
        OptionValues.RequireAbsent(parsed, [outputFormat], decides.Name);

    /// <summary>Answers every window.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="streams">Where windows come from and answers go when no file is named.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="names">Files in the folder of --out for a record or for windows; null where --out is a file itself.</param>
    /// <param name="createSink">Writes the answers to a stream for each file, of a record or of windows.</param>
    /// <param name="cancellation">Ends it.</param>
    public int Run(
        ParseResult parsed, StandardStreams streams, AnalysisRequest request, Func<bool, IReadOnlyList<string>>? names,
        Func<IReadOnlyList<Stream>, bool, ResultSink> createSink, CancellationToken cancellation)
    {
        int workers = parsed.Count(threads, 1, 1024, Environment.ProcessorCount);
        if (shards?.Read(parsed) is { } shard)
            return ShardOptions.Write(parsed, shard, () => Part(parsed, streams, request, shard, names, createSink, workers, cancellation));
        string? output = Out(parsed);
        string[] paths = output is null ? [] : names is null ? FormatOptions.Paths(folder, output, [""]) : [FormatOptions.OutputFolder(folder, output)];
        TextWriter messages = parsed.InvocationConfiguration.Error;
        WarningLog warnings = new(messages);
        string path = parsed.GetRequiredValue(file), name = path == StandardInput ? "standard input" : path;
        RecordTally? tally = null;
        using IWindowSource source = Open(parsed, streams, path, name, request, ref tally);
        if (output is not null && names is not null)
            paths = [.. names(tally is not null).Select(array => Path.Combine(paths[0], array))];
        void Answer(IReadOnlyList<Stream> outputs) =>
            new WindowPipeline(request, source, name, createSink(outputs, tally is not null), warnings, workers).Run(cancellation);

        int exitCode = ExitCode.Success;
        if (output is null)
            exitCode = FormatOptions.ToStandardOutput(parsed, streams, Answer);
        else
            AtomicFile.Write(paths, Answer);
        warnings.Complete();
        tally?.Complete();
        return exitCode == ExitCode.Success && warnings.IsNothingUsable ? ExitCode.NothingUsable : exitCode;
    }

    /// <summary>Answers the windows of a shard: counts all of them, and skips those before.</summary>
    private Ledger Part(
        ParseResult parsed, StandardStreams streams, AnalysisRequest request, Shard shard, Func<bool, IReadOnlyList<string>>? names,
        Func<IReadOnlyList<Stream>, bool, ResultSink> createSink, int workers, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(file);
        if (path == StandardInput)
            throw new InputException("--shard takes a file of windows, which each task can count; expected one in place of standard input.");
        int count = 0;
        RecordTally? tally = null;
        using (IWindowSource all = Open(parsed, streams, path, path, request, ref tally))
        {
            WindowSlot slot = new(request);
            for (; all.TryRead(slot); count++)
                cancellation.ThrowIfCancellationRequested();
        }

        using ShardSource source = new(Open(parsed, streams, path, path, request, ref tally), shard.Start(count), shard.End(count));
        bool isRecord = tally is not null;
        return PartOutputs.Keep(OutputFormat(parsed), names?.Invoke(isRecord) ?? [""], outputs =>
        {
            WarningLog warnings = new(parsed.InvocationConfiguration.Error);
            new WindowPipeline(request, source, path, createSink(outputs, isRecord), warnings, workers).Run(cancellation);
            warnings.Complete();
            return ((int)warnings.Windows, (int)warnings.Usable);
        });
    }

    private DataFormat InputFormat(ParseResult parsed) =>
        parsed.Format(format) ?? FormatOptions.OfName(parsed.GetRequiredValue(file))
            ?? (IsArrays(parsed.GetRequiredValue(file)) || (records?.AreGiven(parsed) ?? false) ? DataFormat.Csv : DataFormat.JsonLines);

    /// <summary>Whether a file is a record in arrays by its name.</summary>
    private static bool IsArrays(string path) => Path.GetExtension(path).ToUpperInvariant() is ".NPZ" or ".NC";

    /// <summary>Whether the answers go to a NetCDF file, which only those about a record do.</summary>
    private bool IsNetCdfOutput(ParseResult parsed) =>
        records is not null && parsed.GetValue(outputFormat) is null && Out(parsed) is { } path && Path.GetExtension(path).Equals(NetCdf, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the answers go; null for standard output, or into a part.</summary>
    private string? Out(ParseResult parsed) =>
        parsed.GetValue(folder) is { } path and not FileOutput.Standard && shards?.Read(parsed) is null ? path : null;

    private IWindowSource Open(ParseResult parsed, StandardStreams streams, string path, string name, AnalysisRequest request, ref RecordTally? tally)
    {
        ProblemSettings settings = request.Settings;
        DataFormat input = InputFormat(parsed);
        int entries = settings.ObservationEntries;
        MaskRows? masks = parsed.GetValue(mask) is { } maskPath
            ? new MaskRows(Rows(MaskFormat(maskPath), OpenFile(maskPath), maskPath, settings), entries)
            : null;
        Stream stream = path == StandardInput ? streams.Input() : OpenFile(path);
        if (records is not null && masks is null && OpenRecord(records, parsed, ref stream, path, name, settings) is { } rows)
        {
            if (parsed.GetValue(background) is { } known)
                throw OptionValues.Bad(background, known, "windows; the input is a record, which has one start alone");
            tally = new RecordTally(settings, rows.Clock, parsed.InvocationConfiguration.Error);
            return new RecordSource(rows, name, settings, records.Stride(parsed, settings), tally, records.Chain(parsed, request));
        }

        if (records is not null && (records.AreGiven(parsed) || IsNetCdfOutput(parsed) || (IsArrays(path) && parsed.GetValue(format) is null)))
            throw OptionValues.Bad(masks is null ? format : mask, masks is null ? "jsonl" : path, "windows: a record is csv, npy, npz or nc, "
                + "and has empty cells or NaN where nothing is observed");
        Backgrounds? backgrounds = parsed.GetValue(background) is { } file ? Backgrounds.Load(file, settings) : null;
        return input == DataFormat.JsonLines
            ? new JsonLinesSource(stream, name, masks, backgrounds)
            : new RowsSource(Rows(input, stream, name, settings), masks, backgrounds, entries);
    }

    /// <summary>The rows of a record; null if the input is windows.</summary>
    private RecordRows? OpenRecord(RecordOptions options, ParseResult parsed, ref Stream stream, string path, string name, ProblemSettings settings)
    {
        bool isRecord = options.AreGiven(parsed) || IsNetCdfOutput(parsed);
        RecordClock clock = options.Clock(parsed, settings);
        if (parsed.GetValue(format) is null && IsArrays(path))
        {
            using (stream)
            {
                return Path.GetExtension(path).Equals(NetCdf, StringComparison.OrdinalIgnoreCase)
                    ? new NetCdfRecordRows(NetCdfFile.Read(stream, name), settings, options.Columns(parsed, settings), clock)
                    : new ArrayRecordRows(NpzFile.Read(stream, name), settings, clock);
            }
        }

        if (InputFormat(parsed) == DataFormat.JsonLines)
            return null;
        if (!stream.CanSeek)
            stream = new ReplayStream(stream);
        if (InputFormat(parsed) == DataFormat.Npy)
        {
            using (NpyRowReader header = new(stream, name, leaveOpen: true))
            {
                isRecord = header.Shape.Count == 2 && header.RowLength == settings.Observing.Instruments.Count
                    && (isRecord || header.Rows > settings.WindowStates);
            }

            Rewind(stream);
            return isRecord ? new NpyRecordRows(new NpyRowReader(new BufferedStream(stream, 64 * 1024), name), name, settings, clock) : null;
        }

        isRecord = isRecord || RecordProbe.IsRecord(stream, settings);
        Rewind(stream);
        return isRecord ? new CsvRecordRows(stream, name, settings, options.Columns(parsed, settings), clock, parsed.InvocationConfiguration.Error) : null;
    }

    private static void Rewind(Stream stream)
    {
        if (stream is ReplayStream start)
            start.Replay();
        else
            stream.Position = 0;
    }

    private DataFormat MaskFormat(string path) => FormatOptions.OfName(path) is DataFormat format and not DataFormat.JsonLines
        ? format
        : throw OptionValues.Bad(mask, path, "a file named .npy or .csv");

    private static WindowRows Rows(DataFormat format, Stream stream, string name, ProblemSettings settings) =>
        format == DataFormat.Csv
            ? new CsvRows(stream, name, settings)
            : new NpyRows(stream is FileStream ? stream : new BufferedStream(stream, 64 * 1024), name, settings);

    private static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024);
}
