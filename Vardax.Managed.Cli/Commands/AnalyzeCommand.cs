using System.CommandLine;
using System.Globalization;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Streaming;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax analyze</c>: the posterior of every window of a file or of standard input.</summary>
internal sealed class AnalyzeCommand
{
    private static readonly double[] Band = [0.05, 0.5, 0.95];

    private readonly StreamOptions stream;

    private readonly ShardOptions shards = new();

    private readonly Option<string?> quantiles = new("--quantiles")
    {
        Description = "Probabilities, comma-separated, whose quantiles of the posterior samples to give (0.05,0.5,0.95 with "
            + "--forecast or --json, else none).",
        HelpName = "NUMBERS",
    };

    private readonly Option<int?> forecast = OptionValues.Optional<int>(
        "--forecast", "Steps to forecast: the model run from the last state of the mean, and its samples with it.", "STEPS");

    private readonly Option<int?> samples = OptionValues.Optional<int>(
        "--samples", "Posterior samples behind quantiles, forecast and unknown constants (200; with --json up to 4000).", "COUNT");

    private readonly Option<bool> json = new("--json")
    {
        Description = "Print one JSON document for one window: names, times, mean, standard deviation, quantiles, unknown constants.",
    };

    private readonly Option<bool> certify = new("--certify")
    {
        Description = "Weigh draws from each posterior by likelihood and exact prior: effective sample size and Pareto shape k, in jsonl and "
            + "--json weighted results too, say how good the posterior is (no burn-in).",
    };

    private readonly Option<bool> keep = new("--write-samples") { Description = "Give the samples too (jsonl and npy)." };

    private AnalyzeCommand() => stream = new StreamOptions(
        "Write the answers there: a file, or a folder of arrays with --output-format npy. Standard output if not given.", new RecordOptions(), shards);

    /// <summary>The command with its options.</summary>
    public static Command Create(StandardStreams streams)
    {
        var analyze = new AnalyzeCommand();
        Command command = new("analyze",
            "Analyse windows with a trained model: posterior mean and standard deviation of every state, quantiles, forecast and "
            + "samples, with the status of each analysis and a warning if a window is unlike anything trained on. Windows are "
            + "answered in their order and as they arrive, any number of them.");
        analyze.stream.AddTo(command, analyze.quantiles, analyze.forecast, analyze.samples, analyze.keep, analyze.json, analyze.certify);
        command.SetAction((parsed, cancellation) =>
            Task.Run(() => analyze.Execute(parsed, streams, cancellation), CancellationToken.None));
        return command;
    }

    private int Execute(ParseResult parsed, StandardStreams streams, CancellationToken cancellation)
    {
        if (OwnModels.Of(parsed).Parts is { } whole)
            return ShardOptions.Merge(parsed, streams, whole);
        int steps = parsed.Count(forecast, 1, 1_000_000, fallback: 0);
        bool document = parsed.GetValue(json);
        if (document && shards.Read(parsed) is not null)
            throw new InputException($"{json.Name} prints one window; --shard takes {stream.FormatName} jsonl, csv or npy.");
        double[] probabilities = Probabilities(parsed, steps > 0 || document);
        int count = parsed.Count(samples, 2, 1_000_000, fallback: 0);
        bool keepSamples = parsed.GetValue(keep);
        if (document)
            stream.RequireNoOutputFormat(parsed, json);
        DataFormat format = document ? DataFormat.JsonLines : stream.OutputFormat(parsed);
        if (keepSamples && format is (DataFormat.Csv or DataFormat.NetCdf))
            throw new InputException($"{keep.Name} takes --output-format jsonl or npy; vardax sample writes samples as csv.");
        AnalysisRequest request = stream.Request(
            parsed, count, keepSamples, quantiles: probabilities, forecastSteps: steps, certify: parsed.GetValue(certify), isSingle: document);
        if (request is { Certify: true, WhyNotCertified: { } reason })
            throw new InputException($"{certify.Name}: {reason}.");
        if (format != DataFormat.Npy)
        {
            return stream.Run(parsed, streams, request, null,
                (outputs, _) => format == DataFormat.NetCdf ? new NetCdfSink(request, outputs[0])
                    : format == DataFormat.Csv ? new CsvResultSink(request, outputs[0])
                    : document ? new JsonDocumentSink(request, outputs[0])
                    : new JsonResultSink(request, outputs[0]),
                cancellation);
        }

        var parts = NpyResultSink.Parts(request);
        string[] names = [.. parts.Select(part => part.Name)];
        return stream.Run(parsed, streams, request,
            isRecord => [.. names.Concat(isRecord ? RecordNpySink.Names : []).Select(name => $"{name}.npy")],
            (outputs, isRecord) => isRecord ? new RecordNpySink(request, parts, outputs) : new NpyResultSink(parts, outputs), cancellation);
    }

    private double[] Probabilities(ParseResult parsed, bool fallback)
    {
        if (parsed.GetValue(quantiles) is not { } text)
            return fallback ? Band : [];
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        var values = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            bool isNumber = double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]);
            if (!isNumber || values[i] is not (>= 0 and <= 1) || values.AsSpan(0, i).Contains(values[i]) || parts.Length > 1000)
                throw OptionValues.Bad(quantiles, $"'{text}'", "different numbers from 0 to 1, comma-separated");
        }

        return values;
    }
}
