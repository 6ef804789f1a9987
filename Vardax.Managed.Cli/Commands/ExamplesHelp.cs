using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Vardax.Managed.Cli.Commands;

/// <summary>A command's help, with its examples (<see cref="CommandExamples"/>) at the end.</summary>
/// <param name="help">What prints the rest.</param>
internal sealed class ExamplesHelp(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>Makes the help of every command end with its examples.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (HelpOption option in root.Options.OfType<HelpOption>())
            option.Action = new ExamplesHelp((HelpAction)option.Action!);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = help.Invoke(parseResult);
        IReadOnlyList<string> examples = CommandExamples.Of(parseResult.CommandResult.Command.Name);
        if (examples.Count == 0)
            return exitCode;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in examples)
            output.WriteLine($"  {example}");
        output.WriteLine();
        return exitCode;
    }
}
