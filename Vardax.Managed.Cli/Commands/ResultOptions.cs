using System.CommandLine;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Reporting;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The options of a command whose results may go to a folder.</summary>
/// <param name="threadsDescription">What --threads says of itself.</param>
/// <param name="files">What --out writes.</param>
internal sealed class ResultOptions(string threadsDescription, string files) : ReportOptions(threadsDescription)
{
    private readonly Option<string?> folder = new("--out") { Description = $"Write {files} there.", HelpName = "DIR" };

    /// <inheritdoc/>
    public override void AddTo(Command command)
    {
        command.Options.Add(folder);
        base.AddTo(command);
    }

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

        if (parsed.GetValue(Json))
            parsed.InvocationConfiguration.Output.WriteLine(document);
        else
            Tables.Write(parsed.InvocationConfiguration.Output, tables);
    }
}
