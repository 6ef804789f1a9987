using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Vardax.Managed.Cli.Commands;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Experiments;
using Vardax.Managed.Formats;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Streams of problems and of windows: what they are, when they come and what they cost.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly StreamCase stream = new();

    public void Dispose() => stream.Dispose();

    [Fact]
    public async Task Problem_i_is_that_of_child_i_in_every_format()
    {
        const int Count = 130;
        ProblemSettings settings = (Presets.Attractor() with { WindowSteps = 4, TotalSteps = 8 }).Seen(every: 2);
        string[] json = Encoding.UTF8.GetString(await StreamCase.Simulate(Count, "--problem-key", "7", "--truth")).TrimEnd().Split('\n');
        Assert.Equal(Count, json.Length);
        string folder = stream.Path("npy");
        await StreamCase.Simulate(Count, "--problem-key", "7", "--truth", "--format", "npy", "--out", folder);
        NpyArray observations = NpyFile.Load(Path.Combine(folder, "obs.npy")), truths = NpyFile.Load(Path.Combine(folder, "truth.npy"));
        Assert.Equal([Count, 5, 3], observations.Shape);
        Assert.Equal([Count, 9, 3], truths.Shape);
        foreach (int i in (int[])[0, 1, 127, 128, 129])
        {
            AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(7).Child((ulong)i));
            float[] seen = [.. problem.Observations.Select((value, e) => problem.Mask[e] == 0 ? float.NaN : value)];
            JsonElement line = JsonDocument.Parse(json[i]).RootElement;
            Assert.Equal(i, line.GetProperty("id").GetInt32());
            BitwiseAssert.Equal<float>(seen, AnalyzeTests.Numbers(line.GetProperty("obs")), "obs");
            BitwiseAssert.Equal<float>(problem.Truth.Values, AnalyzeTests.Numbers(line.GetProperty("truth")), "truth");
            BitwiseAssert.Equal<float>(seen, observations.ToSingles().AsSpan(i * 15, 15), "npy obs");
            BitwiseAssert.Equal<float>(problem.Truth.Values, truths.ToSingles().AsSpan(i * 27, 27), "npy truth");
        }

        await StreamCase.Simulate(Count, "--problem-key", "7", "--truth", "--format", "csv", "--out", folder);
        string[] csv = File.ReadAllLines(Path.Combine(folder, "truth.csv"));
        Assert.Equal(("window,step,time,x,y,z", 1 + (Count * 9)), (csv[0], csv.Length));
        Assert.Equal([128, 8, 0.08f, .. truths.ToSingles()[((129 * 27) - 3)..(129 * 27)]], AnalyzeTests.Cells(csv[129 * 9]));
        Assert.Equal("128,1,0.01,,,", File.ReadAllLines(Path.Combine(folder, "obs.csv"))[1 + (128 * 5) + 1]);
        Assert.Equal(await StreamCase.Simulate(3, "--problem-key", "7", "--format", "npy"),
            await Written("few.npy", "--problem-key", "7"));
    }

    [Theory]
    [InlineData("--json", "--json prints one problem; with --count it takes --format.")]
    [InlineData("--dt=1", "the simulation of problem 0 diverges at step 0; a smaller --dt may help.")]
    [InlineData("--count=0", "--count is 0; it must be between 1 and 2147483647.")]
    [InlineData("--format=csv --truth", "--truth takes --format jsonl, or --out for the two files of the others.")]
    [InlineData("--format=txt", "--format is txt; it must be jsonl, csv or npy.")]
    public async Task Streams_of_problems_that_cannot_be_are_one_line(string options, string expected)
    {
        string[] more = options.Split(' ');
        string[] count = more[0].StartsWith("--count", StringComparison.Ordinal) ? [] : ["--count", "2"];
        (int exitCode, byte[] output, string error) = await StreamCase.Run([], ["simulate", .. count, .. more]);
        Assert.Equal((1, 0, $"vardax: {expected}\n"), (exitCode, output.Length, error));
        (exitCode, _, error) = await StreamCase.Run([], "simulate", "--truth");
        Assert.Equal((1, "vardax: --truth goes with --count; one problem comes with its truth.\n"), (exitCode, error));
    }

    [Fact]
    public async Task Each_window_is_answered_while_the_next_has_not_come()
    {
        string[] lines = Encoding.UTF8.GetString(await StreamCase.Simulate(3)).TrimEnd().Split('\n');
        Pipe input = new(), output = new();
        Task<(int ExitCode, string Error)> run = Task.Run(() => StreamCase.Run(
            input.Reader.AsStream(), output.Writer.AsStream(), "analyze", "--model", stream.ModelPath));
        using StreamReader answers = new(output.Reader.AsStream());
        for (int i = 0; i < lines.Length; i++)
        {
            await input.Writer.WriteAsync(Encoding.UTF8.GetBytes(lines[i] + "\n"));
            string? answer = await answers.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.StartsWith($"{{\"id\":{i},\"usable\":true", answer, StringComparison.Ordinal);
        }

        await input.Writer.CompleteAsync();
        Assert.Equal(0, (await run).ExitCode);
    }

    [Fact]
    public async Task Cancelling_ends_it_though_the_input_never_does()
    {
        Pipe input = new();
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        StringWriter text = new(), error = new();
        int exitCode = await VardaxCommand.InvokeAsync(
            ["analyze", "--model", stream.ModelPath], text, error,
            new StandardStreams(() => input.Reader.AsStream(), () => Stream.Null), source.Token);
        Assert.Equal((130, "vardax: cancelled\n"), (exitCode, error.ToString()));
        await input.Writer.CompleteAsync();
    }

    [Fact]
    public async Task A_reader_that_left_is_no_failure_and_ends_the_work()
    {
        using LeavingStream output = new();
        (int exitCode, string error) = await StreamCase.Run(
            Stream.Null, new OutputStream(output), "simulate", "--preset", "attractor", "--count", "2000000000");
        Assert.Equal((0, ""), (exitCode, error));
        using LeavingStream full = new() { HResult = 28 };
        (exitCode, error) = await StreamCase.Run(Stream.Null, new OutputStream(full), "simulate", "--count", "2");
        Assert.Equal((1, "vardax: standard output: left\n"), (exitCode, error));
    }

    [Fact]
    public void The_process_ends_with_its_reader()
    {
        if (OperatingSystem.IsWindows())
            return;
        string vardax = Path.Combine(AppContext.BaseDirectory, "vardax.dll");
        string Shell(string pipeline)
        {
            using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", pipeline])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            string output = bash.StandardOutput.ReadToEnd(), error = bash.StandardError.ReadToEnd();
            bash.WaitForExit();
            return output + error;
        }

        string simulate = $"dotnet '{vardax}' simulate --preset attractor --t-assim 4 --t-total 8 --obs-every 2 --count 2000000000 --format";
        string found = Shell($"{simulate} jsonl | head -n 1; echo \"${{PIPESTATUS[@]}}\"");
        Assert.Matches("^\\{\"id\":0,\"obs\":\\[.*\n0 0\n$", found);
        found = Shell($"{simulate} jsonl | dotnet '{vardax}' analyze --model '{stream.ModelPath}' 2>/dev/null | head -n 2; echo \"${{PIPESTATUS[@]}}\"");
        Assert.Matches("^\\{\"id\":0,\"usable\".*\n\\{\"id\":1,\"usable\".*\n0 0 0\n$", found);
        // Two processes that write to one file go on where the other ended.
        string file = stream.Path("both.csv");
        simulate = $"dotnet '{vardax}' simulate --t-assim 4 --count 1 --format csv";
        Shell($"({simulate}; {simulate}) > '{file}'");
        Assert.Equal(12, File.ReadAllLines(file).Length);
    }

    private async Task<byte[]> Written(string name, params string[] args)
    {
        await StreamCase.Simulate(3, [.. args, "--out", stream.Path(name)]);
        return File.ReadAllBytes(stream.Path(name));
    }

    /// <summary>Takes some bytes and then no more.</summary>
    private sealed class LeavingStream : MemoryStream
    {
        public int HResult { get; init; } = 32;

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("left", HResult);
    }
}
