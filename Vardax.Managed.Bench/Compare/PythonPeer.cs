using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Vardax.Managed.Bench.Compare;

/// <summary>A script that has the exported folder loaded and waits for work on its standard input, in one process.</summary>
internal sealed class PythonPeer : IDisposable
{
    private readonly Process process;

    private PythonPeer(Process process, string name, string version, string core, PeerOutputs outputs)
    {
        (this.process, Name, Version, Core, Outputs) = (process, name, version, core, outputs);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    /// <summary>Name, as shown in the table.</summary>
    public string Name { get; }

    /// <summary>Versions, as shown above the table.</summary>
    public string Version { get; private set; }

    /// <summary>The kernels that its OpenBLAS uses; empty without OpenBLAS.</summary>
    public string Core { get; }

    /// <summary>What it computed when it started.</summary>
    public PeerOutputs Outputs { get; }

    /// <summary>Its largest resident set so far.</summary>
    public double PeakMib { get; private set; }

    /// <summary>
    /// Starts a script with each set of kernels that OpenBLAS may have for this processor and keeps the one that trains fastest; says
    /// in <paramref name="skipped"/> why not, and how to install what is missing.
    /// </summary>
    public static PythonPeer? TryStartFastest(
        string script, string python, string folder, int threads, string install, List<string> skipped)
    {
        var seconds = new Dictionary<string, double>();
        PythonPeer? fastest = null;
        foreach (string candidate in BlasCores.Candidates)
        {
            if (TryStart(script, python, folder, threads, candidate, install, skipped) is not { } peer)
                continue;
            if (BlasCores.IsCripple(peer.Core))
            {
                skipped.Add($"{peer.Name}: refused with the {peer.Core} kernels of OpenBLAS, which are older than this processor.");
                peer.Dispose();
                continue;
            }

            bool known = seconds.ContainsKey(peer.Core);
            if (!known)
            {
                peer.TimeTraining();
                seconds.Add(peer.Core, Math.Min(peer.TimeTraining(), peer.TimeTraining()));
            }

            bool better = !known && seconds[peer.Core] == seconds.Values.Min();
            (better ? fastest : peer)?.Dispose();
            fastest = better ? peer : fastest;
            if (peer.Core == "")
                break;
        }

        if (fastest is { Core: not "" })
        {
            fastest.Version += $" (core {fastest.Core}, the fastest of "
                + string.Join(", ", seconds.Select(pair => $"{pair.Key} {Quantity.Time(pair.Value)}"))
                + $" on {Quantity.Threads(threads)})";
        }

        return fastest;
    }

    private static PythonPeer? TryStart(
        string script, string python, string folder, int threads, string core, string install, List<string> skipped)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Scripts", script);
        Process process;
        try
        {
            var start = new ProcessStartInfo(python,
                [path, folder, "--serve", "--threads", threads.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true,
            };
            start.Environment[BlasCores.Variable] = core;
            process = Process.Start(start)!;
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
            process, ready.GetProperty("name").GetString()!, ready.GetProperty("version").GetString()!,
            ready.GetProperty("core").GetString()!, outputs);
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
