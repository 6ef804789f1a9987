using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using Vardax.Managed.Cli.Commands;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Methods.Filtering;

namespace Vardax.Managed.Tests.Cli;

public sealed class FilterTests
{
    private static readonly string[] Pendulum = ["filter", "--system", "pendulum", "--method", "enkf", "--members", "12"];

    private static readonly string[] Lines =
    [
        """{"time": 0.1, "obs": [0.4, null]}""",
        """{"time": 0.25, "gyroscope": -1.2, "other": [1, {"a": 2}]}""",
        """{"step": 30, "height": NaN}""",
        """{"time": 0.5, "obs": [0.2, -1.5]}""",
        """{"time": 0.512, "obs": [0.15, 1]}""",
    ];

    [Fact]
    public async Task Each_line_is_answered_when_it_comes()
    {
        using var input = new AnonymousPipeServerStream(PipeDirection.Out);
        using var output = new AnonymousPipeServerStream(PipeDirection.In);
        StandardStreams streams = new(
            () => new AnonymousPipeClientStream(PipeDirection.In, input.ClientSafePipeHandle),
            () => new AnonymousPipeClientStream(PipeDirection.Out, output.ClientSafePipeHandle));
        Task<int> run = Task.Run(() => VardaxCommand.InvokeAsync(Pendulum, TextWriter.Null, TextWriter.Null, streams));
        using var answers = new StreamReader(output);
        foreach (string line in Lines)
        {
            input.Write(Encoding.UTF8.GetBytes(line + "\n"));
            string? answer = await answers.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            using JsonDocument document = JsonDocument.Parse(answer!);
            Assert.Equal(3, document.RootElement.GetProperty("mean").GetArrayLength());
        }

        input.Close();
        Assert.Equal(0, await run);
    }

    public static TheoryData<string> Methods => [.. FilterMethod.All.Where(method => !method.NeedsGuess).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_state_goes_on_to_the_answers_of_a_run_that_never_stopped(string method)
    {
        using var folder = new TemporaryFolder();
        string state = Path.Combine(folder.Path, "state.json");
        string[] filter = ["filter", "--system", "pendulum", "--members", "12", "--method", method, "--lag", "2", "--adaptive-inflation"];
        (_, string whole, _) = await Run(filter, Lines);
        Assert.Equal(Lines.Length, whole.Split('\n').Length - 1);
        for (int stop = 1; stop < Lines.Length; stop++)
        {
            File.Delete(state);
            (_, string first, _) = await Run([.. filter, "--state", state], Lines[..stop]);
            (_, string second, _) = await Run([.. filter, "--state", state], Lines[stop..]);
            Assert.Equal(whole, first + second);

            // A file that is read again goes on as well.
            File.Delete(state);
            await Run([.. filter, "--state", state], Lines[..stop]);
            (_, second, _) = await Run([.. filter, "--state", state], Lines);
            Assert.Equal(whole, first + second);
        }
    }

    [Fact]
    public async Task Killed_at_any_moment_it_goes_on_and_loses_at_most_the_line_at_hand()
    {
        using var folder = new TemporaryFolder();
        string state = Path.Combine(folder.Path, "state.json"), input = Path.Combine(folder.Path, "input.jsonl");
        string[] lines = [.. Enumerable.Range(1, 1500).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$"""{"time": {{0.01 * i}}, "obs": [null, {{1.2 * Math.Exp(-0.001 * i) * Math.Cos(0.0313 * i)}}]}"""))];
        File.WriteAllLines(input, lines);
        (_, string whole, _) = await Run(Pendulum, lines);
        string[] expected = whole.Trim().Split('\n');
        int answered = 0, kills = 0;
        for (int attempt = 0; answered < lines.Length; attempt++)
        {
            Assert.InRange(attempt, 0, 20);
            using Process run = VardaxProcess.Start([.. Pendulum, input, "--state", state]);
            var answers = new List<string>();
            // Killed while it answers, a little later each time; the last runs are left to end.
            while (answers.Count < 20 * (attempt + 1) && await run.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } answer)
                answers.Add(answer);
            if (attempt < 6 && !run.HasExited)
            {
                run.Kill();
                kills++;
            }

            string rest = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            answers.AddRange(rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
            // The state of the line at hand may be kept, and its answer not be given.
            int first = Array.IndexOf(expected, answers[0]);
            Assert.InRange(first, answered, answered + 1);
            Assert.Equal(expected[first..(first + answers.Count)], answers);
            answered = first + answers.Count;
        }

        Assert.InRange(kills, 1, 6);
    }

    [Fact]
    public async Task A_filter_that_had_lost_the_truth_says_so_in_its_answer()
    {
        string[] lines = [.. Enumerable.Range(1, 60).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$"""{"time": {{0.1 * i}}, "obs": [{{(i < 30 ? 0 : 900)}}, 0]}"""))];
        (_, string output, _) = await Run(Pendulum, lines);
        Assert.Contains("\"status\":\"recovered: the truth had been lost\"", output, StringComparison.Ordinal);
        (_, output, _) = await Run([.. Pendulum, "--recovery", "off"], lines);
        Assert.DoesNotContain("recovered", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_line_is_named_and_ends_the_stream_or_is_left_out_without_a_trace()
    {
        string[] lines = [Lines[0], """{"time": 0.2, "obs": [0.3, true]}""", Lines[1]];
        (int exitCode, string output, string error) = await Run(Pendulum, lines);
        Assert.Equal((1, 1), (exitCode, output.Split('\n').Length - 1));
        Assert.Equal("vardax: standard input: line 2, column 28: expected a finite number or null of gyroscope, found true\n", error.ReplaceLineEndings("\n"));
        (_, string expected, _) = await Run(Pendulum, [Lines[0], Lines[1]]);
        (exitCode, output, error) = await Run([.. Pendulum, "--on-error", "skip"], lines);
        Assert.Equal((0, expected), (exitCode, output));
        Assert.Contains("found true; the line is left out", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_commas_are_answered_alike()
    {
        string[] csv = ["height,time,gyroscope", "0.4,0.1,", " \"nan\" ,0.25,-1.2", "", "0.2,0.5,-1.5"];
        (int exitCode, string output, string error) = await Run(Pendulum, csv);
        Assert.Equal((0, ""), (exitCode, error));
        string[] rows = output.Trim().Split('\n');
        Assert.Equal("time,angle,rate,friction,angle_std,rate_std,friction_std,observed,chi_square,log_evidence,status", rows[0]);
        (_, string json, _) = await Run(Pendulum, [Lines[0], Lines[1], Lines[3]]);
        string[] answers = json.Trim().Split('\n');
        for (int i = 0; i < answers.Length; i++)
        {
            using JsonDocument answer = JsonDocument.Parse(answers[i]);
            double[] expected = [.. ((string[])["mean", "std"]).SelectMany(name => answer.RootElement.GetProperty(name).EnumerateArray()).Select(x => x.GetDouble())];
            Assert.Equal(expected, rows[i + 1].Split(',')[1..7].Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    [Theory]
    [InlineData("line 1, column 10: expected \"time\" to be a number, found now", """{"time": "now"}""")]
    [InlineData("line 1, column 1: expected a time from 0 on, found -1", """{"time": -1}""")]
    [InlineData("line 1, column 1: expected an object, found an array", "[1, 2]")]
    [InlineData("line 1, column 1: expected a time within 100000000 steps of 0, found 1E+20", """{"step": 1e22}""")]
    [InlineData("line 1, column 24: expected 2 numbers in \"obs\", one for each instrument, found more", """{"time": 1,"obs":[1, 2,3]}""")]
    [InlineData("line 1, column 20: expected 2 numbers in \"obs\", one for each instrument, found 1", """{"time": 1,"obs":[1]}""")]
    [InlineData("line 1, column 22: expected a finite number or null of height, found Infinity", """{"time": 1, "height":Infinity}""")]
    [InlineData("line 1, column 19: expected one time, found another", """{"step":1, "time":1}""")]
    [InlineData("line 1, column 2: expected columns time or step, height, gyroscope, found 'y'", "time,y")]
    [InlineData("line 2, column 2: expected a finite number, NaN or nothing, found 'Infinity'", "time,height\n1,Infinity")]
    [InlineData("line 2, column 2: expected 2 cells as there are column names, found 3", "time,height\n1,2,3")]
    [InlineData("line 2, column 2: expected a finite number, NaN or nothing, found 'x'", "time,height\n1,x")]
    public async Task What_is_wrong_is_said_with_its_place(string message, string text)
    {
        (int exitCode, _, string error) = await Run(Pendulum, [text]);
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"vardax: standard input: {message}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_of_something_else_is_refused()
    {
        using var folder = new TemporaryFolder();
        string state = Path.Combine(folder.Path, "state.json");
        string[] kept = [.. Pendulum, "--state", state];
        await Run(kept, [Lines[0]]);
        (int exitCode, _, string error) = await Run([.. kept, "--inflation", "2"], [Lines[1]]);
        Assert.Equal(1, exitCode);
        Assert.Contains("the state is of enkf_sqrt FilterOptions { Members = 12, Inflation = 1,", error, StringComparison.Ordinal);
        (_, _, error) = await Run([.. kept, "--set", "gravity=1.62"], [Lines[1]]);
        Assert.Contains("the state is of another system, or of one with other constants", error, StringComparison.Ordinal);
        File.WriteAllText(state, "{\"system\": 1}");
        (_, _, error) = await Run(kept, [Lines[1]]);
        Assert.Contains("expected a state that vardax filter wrote", error, StringComparison.Ordinal);
        (exitCode, _, error) = await Run(Pendulum, []);
        Assert.Equal((1, "vardax: standard input: expected a line for each time, found an empty file.\n"), (exitCode, error.ReplaceLineEndings("\n")));
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(string[] args, string[] lines)
    {
        using var output = new MemoryStream();
        var error = new StringWriter();
        StandardStreams streams = new(() => new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))), () => output);
        int exitCode = await VardaxCommand.InvokeAsync(args, TextWriter.Null, error, streams);
        return (exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
