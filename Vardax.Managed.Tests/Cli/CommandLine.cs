using Vardax.Managed.Cli.Commands;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Runs the command line in process.</summary>
internal static class CommandLine
{
    public static Task<(int ExitCode, string Output, string Error)> Run(params string[] args) =>
        Run(new OwnModels(new Dictionary<string, ProblemSettings>()), args);

    /// <summary>The same in a program with models of its own.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> Run(OwnModels models, params string[] args)
    {
        StringWriter output = new(), error = new();
        int exitCode = await VardaxCommand.InvokeAsync(args, output, error, models, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
