using System.CommandLine;
using System.Text.Json;
using Vardax.Managed.Cli.Output;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax info</c>: what runs here, and how wide.</summary>
internal static class InfoCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print one JSON document." };
        Command command = new("info", "Show version, runtime, vector width, fused multiply-add and cores.") { json };
        command.SetAction(parsed =>
        {
            InfoDocument info = new();
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
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
                parsed.InvocationConfiguration.Error.WriteLine($"vardax: {info.Warning}");
            return ExitCode.Success;
        });
        return command;
    }
}
