using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Vardax.Managed.Bench.Compare;

/// <summary>A script that has the exported folder loaded and waits for work on its standard input, in one process.</summary>
internal sealed class PythonPeer : IDisposable
{
    private readonly Process process;

    private PythonPeer(Process process, string name, string version, PeerOutputs outputs)
    {
        (this.process, Name, Version, Outputs) = (process, name, version, outputs);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    /// <summary>Name, as shown in the table.</summary>
    public string Name { get; }

    /// <summary>Versions, as shown above the table.</summary>
    public string Version { get; }

    /// <summary>What it computed when it started.</summary>
    public PeerOutputs Outputs { get; }

    /// <summary>Its largest resident set so far.</summary>
    public double PeakMib { get; private set; }

    /// <summary>Starts a script; says in <paramref name="skipped"/> why not, and how to install what is missing.</summary>
    public static PythonPeer? TryStart(
        string script, string python, string folder, int threads, string install, List<string> skipped)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Scripts", script);
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(python,
                [path, folder, "--serve", "--threads", threads.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            skipped.Add($"{script}: skipped, {python} does not start ({error.Message}); install it with: {install}");
            return null;
        }

        string? line = process.StandardOutput.ReadLine();
        JsonElement ready = line is null ? default : JsonDocument.Parse(line).RootElement;
        if (line is null || ready.TryGetProperty("missing", out _))
        {
            string cause = line is null ? "it ended without output" : $"{python} has no {ready.GetProperty("missing")}";
            skipped.Add($"{script}: skipped, {cause}; install it with: {install}");
            process.Dispose();
            return null;
        }

        var outputs = new PeerOutputs(ready.GetProperty("losses").Deserialize<double[]>()!,
            ready.GetProperty("mean").Deserialize<float[]>()!, ready.GetProperty("std").Deserialize<float[]>()!);
        return new PythonPeer(
            process, ready.GetProperty("name").GetString()!, ready.GetProperty("version").GetString()!, outputs);
    }

    /// <summary>Seconds of the whole training from the initial weights.</summary>
    public double TimeTraining() => Ask("train");

    /// <summary>Seconds of one analysis, the mean over so many calls.</summary>
    public double TimeAnalysis(int calls) => Ask(FormattableString.Invariant($"analyse {calls}"));

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
            process.WaitForExit(2000);
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or ObjectDisposedException)
        {
            // It has ended already.
        }

        process.Dispose();
    }

    private double Ask(string command)
    {
        process.StandardInput.WriteLine(command);
        process.StandardInput.Flush();
        string line = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"{Name} ended during '{command}'.");
        JsonElement answer = JsonDocument.Parse(line).RootElement;
        PeakMib = answer.GetProperty("peak_mib").GetDouble();
        // Its threads spin for a while after the last product: let them stop before anybody else is timed.
        Thread.Sleep(50);
        return answer.GetProperty("seconds").GetDouble();
    }
}
