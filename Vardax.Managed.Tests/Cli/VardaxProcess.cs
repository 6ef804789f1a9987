using System.Diagnostics;

namespace Vardax.Managed.Tests.Cli;

/// <summary>The command line as a process of its own, which can be killed.</summary>
internal static class VardaxProcess
{
    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "vardax.dll"), .. args])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        return Process.Start(start)!;
    }
}
