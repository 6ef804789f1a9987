using System.CommandLine;
using System.Text.Json;
using Vardax.Managed.Cli.Output;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax info</c>: what runs here, and how wide; or what a model file holds.</summary>
internal static class InfoCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Argument<string?> file = new("FILE")
        {
            Description = "A model file to describe; without one, version, runtime, vector width, fused multiply-add and cores.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> json = new("--json") { Description = "Print one JSON document." };
        Command command = new("info", "Describe a model file, or what runs here.") { file, json };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(file) is { } path)
                WriteModel(output, ModelDocument.From(ModelOption.Load(parsed, path), path), parsed.GetValue(json));
            else
                WriteRuntime(output, parsed.InvocationConfiguration.Error, parsed.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteModel(TextWriter output, ModelDocument document, bool json)
    {
        if (json)
            output.WriteLine(JsonSerializer.Serialize(document, Documents.Default.ModelDocument));
        else
            Tables.Write(output, [document.Table()]);
    }

    private static void WriteRuntime(TextWriter output, TextWriter error, bool json)
    {
        InfoDocument info = new();
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(info, Documents.Default.InfoDocument));
        }
        else
        {
            output.WriteLine($"version   {info.Version}");
            output.WriteLine($"runtime   {info.Runtime}");
            output.WriteLine($"vectors   {info.VectorBits} bits, {(info.FusedMultiplyAdd ? "with" : "without")} fused multiply-add");
            output.WriteLine($"cores     {info.Cores}");
        }

        if (info.Warning is not null)
            error.WriteLine($"vardax: {info.Warning}");
    }
}
