using System.CommandLine;
using Vardax.Managed.Cli.Streaming;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The options of how many threads work, and of what is printed: tables or one document.</summary>
internal class ReportOptions(string threadsDescription)
{
    private readonly Option<int?> threads = OptionValues.Optional<int>("--threads", threadsDescription, "COUNT");

    /// <summary>Prints one JSON document instead of tables.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON document instead of tables." };

    /// <summary>Adds the options to a command.</summary>
    public virtual void AddTo(Command command)
    {
        command.Options.Add(threads);
        command.Options.Add(Json);
    }

    /// <summary>Most threads to use, -1 for the machine's, and the token that ends the run.</summary>
    /// <exception cref="InputException">The option is out of range.</exception>
    public ParallelOptions Parallel(ParseResult parsed, CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = parsed.Count(threads, 1, 1024, -1), CancellationToken = cancellation };
}
