using Vardax.Managed.Cli.Commands;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Runs the command line in process.</summary>
internal static class CommandLine
{
    public static async Task<(int ExitCode, string Output, string Error)> Run(params string[] args)
    {
        StringWriter output = new(), error = new();
        int exitCode = await VardaxCommand.InvokeAsync(args, output, error, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
