using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The command line: builds it, runs it, and turns failures into one line and an exit code.</summary>
internal static class VardaxCommand
{
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Parses and runs; results go to <paramref name="output"/>, everything else to <paramref name="error"/>.</summary>
    public static Task<int> InvokeAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default) =>
        InvokeAsync(args, output, error, StandardStreams.OfProcess, cancellation);

    /// <summary>The same, with models of one's own.</summary>
    public static Task<int> InvokeAsync(
        string[] args, TextWriter output, TextWriter error, OwnModels models, CancellationToken cancellation = default) =>
        InvokeAsync(args, output, error, StandardStreams.OfProcess, models, cancellation);

    /// <summary>The same, with streams of windows and of what is found of them from and to <paramref name="streams"/>.</summary>
    public static Task<int> InvokeAsync(
        string[] args, TextWriter output, TextWriter error, StandardStreams streams, CancellationToken cancellation = default) =>
        InvokeAsync(args, output, error, streams, new OwnModels(new Dictionary<string, ProblemSettings>()), cancellation);

    private static async Task<int> InvokeAsync(
        string[] args, TextWriter output, TextWriter error, StandardStreams streams, OwnModels models, CancellationToken cancellation)
    {
        error = new MessageWriter(error);
        RootCommand root = new("Amortized data assimilation: learn from simulation to map noisy, sparse observations of a "
            + "dynamical system to a posterior over its trajectory.")
        {
            RunCommand.Create(),
            TrainCommand.Create(streams),
            CompareCommand.Create(),
            CalibrateCommand.Create(),
            CycleCommand.Create(),
            FilterCommand.Create(streams),
            SimulateCommand.Create(streams),
            AnalyzeCommand.Create(streams),
            SampleCommand.Create(streams),
            ExportCommand.Create(streams),
            ImportCommand.Create(streams),
            MergeCommand.Create(),
            SubmitCommand.Create(),
            NewCommand.Create(),
            SystemCommand.Create(),
            InfoCommand.Create(),
            CompletionCommand.Create(),
        };
        ExamplesHelp.AddTo(root);
        foreach (Option preset in root.Subcommands.SelectMany(command => command.Options).Where(option => option.Name == "--preset" && models.Names.Any()))
        {
            preset.Description += $" Or of this program: {OptionValues.OneOf(models.Names)}.";
            preset.CompletionSources.Add([.. models.Names]);
        }

        ParseResult parsed = root.Parse(args);
        if (UnknownName.Find(parsed) is { } unknown)
        {
            await error.WriteLineAsync($"vardax: {unknown} See {HelpOf(parsed)}.");
            return ExitCode.BadUsage;
        }

        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            string[] messages = [.. parsed.Errors.Select(failure => failure.Message)];
            string message = messages.FirstOrDefault(text => text.StartsWith("Unrecognized", StringComparison.Ordinal)) ?? messages[0];
            await error.WriteLineAsync($"vardax: {message} See {HelpOf(parsed)}.");
            return ExitCode.BadUsage;
        }

        try
        {
            // A terminal that closes ends a run as SIGTERM does.
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using PosixSignalRegistration hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
            {
                signal.Cancel = true;
                ending.Cancel();
                Task.Delay(TerminationTimeout, CancellationToken.None).ContinueWith(
                    _ => Environment.Exit(ExitCode.Cancelled), TaskScheduler.Default);
            });
            // A second Ctrl-C, or two seconds without an answer to the first, ends the process.
            (models.Output, models.Error, models.EnableDefaultExceptionHandler) = (output, error, false);
            models.ProcessTerminationTimeout = TerminationTimeout;
            return await parsed.InvokeAsync(models, ending.Token);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("vardax: cancelled; nothing was written");
            return ExitCode.Cancelled;
        }
        catch (DownstreamClosedException)
        {
            return ExitCode.Success;
        }
        catch (IOException failure) when (ShardOptions.IsRetryWorthwhile(parsed, failure))
        {
            await error.WriteLineAsync($"vardax: {failure.Message}");
            return ExitCode.Retry;
        }
        catch (Exception failure) when (failure is InputException or VardaxFormatException or ArgumentException or IOException
            or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"vardax: {InputException.Reason(failure).Replace("smaller Dt", "smaller --dt", StringComparison.Ordinal)}");
            return ExitCode.BadInput;
        }
        catch (Exception failure) when (failure is OutOfMemoryException or OverflowException
            or AggregateException { InnerException: OutOfMemoryException or OverflowException })
        {
            await error.WriteLineAsync("vardax: the memory does not suffice; --batch, --samples, --t-assim and --t-total take less.");
            return ExitCode.BadInput;
        }
    }

    private static string HelpOf(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "vardax --help" : $"vardax {parsed.CommandResult.Command.Name} --help";
}
