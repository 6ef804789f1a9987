using System.Diagnostics;

namespace Vardax.Managed.Tests.Cli;

/// <summary>The command line as a process of its own, which can be killed.</summary>
internal static class VardaxProcess
{
    private static string Program => Path.Combine(AppContext.BaseDirectory, "vardax.dll");

    public static Process Start(params string[] args) => Start("dotnet", [Program, .. args]);

    /// <summary>A line of a shell's, in which <c>vardax</c> is the command line; waits for its end.</summary>
    public static (int ExitCode, string Output, string Error) Shell(string line)
    {
        using Process shell = Start("sh", ["-c", $"vardax() {{ dotnet '{Program}' \"$@\"; }}; {line}"]);
        Task<string> error = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return (shell.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static Process Start(string program, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        return Process.Start(start)!;
    }
}
