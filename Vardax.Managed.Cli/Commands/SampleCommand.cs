using System.CommandLine;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Streaming;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax sample</c>: draws from the posterior of every window of a file or of standard input.</summary>
internal sealed class SampleCommand
{
    private readonly StreamOptions stream = new("Write the samples to that file; to a folder of arrays in format npy if the system has "
        + "unknown constants. Standard output if not given.");

    private readonly Option<int> count = OptionValues.Defaulted("--count", "Samples of each window.", "COUNT", 100);

    /// <summary>The command with its options.</summary>
    public static Command Create(StandardStreams streams)
    {
        var sample = new SampleCommand();
        Command command = new("sample",
            "Draw trajectories of each window from its posterior, with a trained model. Windows as for analyze; those samples "
            + "that analyze works with, if --count is its --samples.");
        sample.stream.AddTo(command, sample.count);
        command.SetAction((parsed, cancellation) =>
            Task.Run(() => sample.Execute(parsed, streams, cancellation), CancellationToken.None));
        return command;
    }

    private int Execute(ParseResult parsed, StandardStreams streams, CancellationToken cancellation)
    {
        int samples = parsed.Count(count, 1, 1_000_000);
        DataFormat format = stream.OutputFormat(parsed);
        AnalysisRequest request = stream.Request(parsed, samples, keepSamples: true, moments: false);
        var arrays = NpyResultSink.Parts(request).Where(part => part.Name is "samples" or "unknown_samples").ToArray();
        string[]? names = format == DataFormat.Npy && arrays.Length > 1 ? [.. arrays.Select(array => $"{array.Name}.npy")] : null;
        return stream.Run(parsed, streams, request, names is null ? null : _ => names, (outputs, _) => format switch
        {
            DataFormat.Csv => new CsvSampleSink(request, outputs[0]),
            DataFormat.Npy => new NpyResultSink(arrays, outputs),
            _ => new JsonResultSink(request, outputs[0]),
        }, cancellation);
    }
}
