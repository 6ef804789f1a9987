using System.CommandLine;
using System.Text.Json;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Cli.SystemFiles;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax system</c>: checks a system's file and shows what it says.</summary>
internal static class SystemCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "The system's file, or a name that vardax new lists." };
        file.CompletionSources.Add([.. SystemCatalogue.Names]);
        Option<string[]> set = SystemOptions.SetOption();
        Option<ulong> key = OptionValues.Defaulted<ulong>("--problem-key", "Seed of the simulated window.", "SEED", 42);
        Option<bool> json = new("--json") { Description = "Print one JSON document instead of tables." };
        Option<string?> emit = new("--emit") { Description = "Print the step as source instead: csharp.", HelpName = "LANGUAGE" };
        emit.CompletionSources.Add("csharp");
        Command command = new("system", "Check a system's file; show its components, unknown constants, instruments, sizes and a simulated window.")
        {
            file, set, key, json, emit,
        };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            ProblemSettings settings = SystemCatalogue.Read(parsed.GetRequiredValue(file), SystemOptions.Constants(parsed, set)).Settings;
            if (parsed.GetValue(emit) is { } language)
            {
                if (language != "csharp")
                    throw OptionValues.Bad(emit, language, "csharp");
                if (parsed.GetValue(json))
                    throw new InputException($"{emit.Name} prints source, and {json.Name} a document; leave one of them out.");
                output.Write(((DynamicalSystem)settings.Model).ToCSharp(ClassName(settings.Model.Name)));
                return ExitCode.Success;
            }

            SystemDocument document = SystemDocument.From(settings, parsed.GetValue(key));
            if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(document, Documents.Default.SystemDocument));
            else
                Tables.Write(output, document.Tables());
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Words as the name of a class: Lynx and hare becomes LynxAndHare.</summary>
    private static string ClassName(string name)
    {
        string letters = string.Concat(name.Select((c, i) => char.IsAsciiLetterOrDigit(c)
            ? $"{(i == 0 || !char.IsAsciiLetterOrDigit(name[i - 1]) ? char.ToUpperInvariant(c) : c)}" : ""));
        return letters is [>= 'A' and <= 'Z', ..] ? letters : $"System{letters}";
    }
}
