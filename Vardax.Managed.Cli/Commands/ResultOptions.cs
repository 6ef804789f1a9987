using System.CommandLine;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Cli.Streaming;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The options of how many threads work, and of where results go: tables or one document, and a folder.</summary>
internal sealed class ResultOptions
{
    private readonly Option<int?> threads;
    private readonly Option<string?> folder;
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON document instead of tables." };

    /// <summary>Creates the options.</summary>
    /// <param name="threadsDescription">What --threads says of itself.</param>
    /// <param name="files">What --out writes.</param>
    public ResultOptions(string threadsDescription, string files)
    {
        threads = OptionValues.Optional<int>("--threads", threadsDescription, "COUNT");
        folder = new Option<string?>("--out") { Description = $"Write {files} there.", HelpName = "DIR" };
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[threads, folder, json])
            command.Options.Add(option);
    }

    /// <summary>Most threads to use; -1 for the machine's.</summary>
    /// <exception cref="InputException">The option is out of range.</exception>
    public int MaxThreads(ParseResult parsed) => parsed.Count(threads, 1, 1024, -1);

    /// <summary>The folder to write to, checked before the work begins; null where none is given.</summary>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public OutputFolder? Open(ParseResult parsed) => parsed.GetValue(folder) is { } path ? new OutputFolder(path) : null;

    /// <summary>Writes the files, where a folder is given, and prints the document or the tables.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="output">From <see cref="Open"/>.</param>
    /// <param name="document">The JSON document, also written as result.json.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="files">The other files, given the command that reproduces them.</param>
    /// <param name="cancellation">Leaves the folder as it was.</param>
    public void Write(
        ParseResult parsed, OutputFolder? output, string document, IEnumerable<ReportTable> tables,
        Func<string, IReadOnlyList<(string Name, string Text)>> files, CancellationToken cancellation)
    {
        if (output is not null)
        {
            output.Write([.. files(OptionValues.Typed(parsed, folder)), ("result.json", document + "\n")], cancellation);
            parsed.InvocationConfiguration.Error.WriteLine($"written to {parsed.GetValue(folder)}");
        }

        if (parsed.GetValue(json))
            parsed.InvocationConfiguration.Output.WriteLine(document);
        else
            Tables.Write(parsed.InvocationConfiguration.Output, tables);
    }
}
