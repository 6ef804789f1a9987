using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Vardax.Managed.Bench.Compare;

/// <summary>The command line, built twice in a temporary folder: as a native binary, and for the JIT.</summary>
internal sealed class NativeCli
{
    private readonly string native, managed;

    private NativeCli(string folder) =>
        (native, managed) = (Path.Combine(folder, "native", "vardax"), Path.Combine(folder, "managed", "vardax.dll"));

    /// <summary>Builds both; says in <paramref name="skipped"/> why not.</summary>
    public static NativeCli? TryBuild(string folder, List<string> skipped)
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "Vardax.sln")))
            root = Path.GetDirectoryName(root);
        if (root is null)
        {
            skipped.Add("vardax in a fresh process: skipped, the sources are not above " + AppContext.BaseDirectory);
            return null;
        }

        string project = Path.Combine(root, "Vardax.Managed.Cli");
        string nativeFolder = Path.Combine(folder, "native"), managedFolder = Path.Combine(folder, "managed");
        string? published = Execute("dotnet", ["publish", "-c", "Release", "-r", "linux-x64", project, "-o", nativeFolder]);
        string? built = Execute("dotnet", ["build", "-c", "Release", project, "-o", managedFolder]);
        if (published is not null && built is not null)
            return new NativeCli(folder);
        skipped.Add("vardax in a fresh process: skipped, it does not build; NativeAOT needs: apt-get install clang zlib1g-dev");
        return null;
    }

    /// <summary>Seconds of the reference training, the first that a fresh process does, as it reports them.</summary>
    public double TimeTraining(bool jit, int threads)
    {
        string document = Execute(Program(jit), [.. Prefix(jit), "run", "--json", "--recipe", "reference", "--gates", "0", "--held-out", "2",
            "--samples", "2", "--threads", threads.ToString(CultureInfo.InvariantCulture)])
            ?? throw new InvalidOperationException("vardax run failed.");
        return JsonDocument.Parse(document).RootElement.GetProperty("train_time_s").GetDouble();
    }

    /// <summary>Losses of the reference training.</summary>
    public double[] Losses(bool jit)
    {
        string document = Execute(Program(jit), [.. Prefix(jit), "run", "--json", "--recipe", "reference", "--gates", "0", "--held-out", "2"])
            ?? throw new InvalidOperationException("vardax run failed.");
        return JsonDocument.Parse(document).RootElement.GetProperty("losses").Deserialize<double[]>()!;
    }

    /// <summary>Largest resident set of <c>vardax run</c>, in MiB; null without Python to ask the kernel for it.</summary>
    public double? PeakMib(bool jit, params IEnumerable<string> arguments)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Scripts", "peak_memory.py");
        if (!File.Exists(CompareOptions.Python))
            return null;
        string? line = Execute(CompareOptions.Python, [script, Program(jit), .. Prefix(jit), "run", .. arguments]);
        if (line is null)
            return null;
        JsonElement answer = JsonDocument.Parse(line).RootElement;
        return answer.GetProperty("exit_code").GetInt32() == 0 ? answer.GetProperty("peak_mib").GetDouble() : null;
    }

    private string Program(bool jit) => jit ? "dotnet" : native;

    private string[] Prefix(bool jit) => jit ? [managed] : [];

    /// <summary>Standard output, or null when the command fails; what it printed then goes to standard error.</summary>
    private static string? Execute(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
            return output;
        Console.Error.WriteLine(output + errors.Result);
        return null;
    }
}
