using System.CommandLine;
using Vardax.Managed.Cli.SystemFiles;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax new</c>: prints a system's file to start from.</summary>
internal static class NewCommand
{
    /// <summary>The command with its argument.</summary>
    public static Command Create()
    {
        Argument<string?> name = new("NAME")
        {
            Description = "The system; without one, the names.", Arity = ArgumentArity.ZeroOrOne,
        };
        name.CompletionSources.Add([.. SystemCatalogue.Names]);
        Command command = new("new", "Print a system's file to start from, or list those there are.") { name };
        command.SetAction(parsed =>
        {
            string? wanted = parsed.GetValue(name);
            if (wanted is not null && !SystemCatalogue.Names.Contains(wanted))
                throw new Streaming.InputException($"NAME is {wanted}; expected {OptionValues.OneOf(SystemCatalogue.Names)}.");
            parsed.InvocationConfiguration.Output.Write(wanted is null
                ? string.Concat(SystemCatalogue.Names.Select(one => $"{one}\n"))
                : SystemCatalogue.Text(wanted));
            return ExitCode.Success;
        });
        return command;
    }
}
