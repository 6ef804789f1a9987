using System.Globalization;
using System.Text;
using System.Text.Json;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Formats;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Formats;
using Vardax.Managed.Tests.Models;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Answers about a system: declared components at each time, unknown constants once.</summary>
public sealed class SystemAnswerTests : IDisposable
{
    private const int Windows = 3, Samples = 50;

    private static readonly string[] Asked =
        ["--samples", $"{Samples}", "--quantiles", "0.1,0.9", "--forecast", "2", "--sample-key", "5"];

    private readonly StreamCase stream = new(SystemCase.Growth);

    public void Dispose() => stream.Dispose();

    [Fact]
    public async Task Lines_have_components_at_each_time_and_constants_once()
    {
        AssimilationProblem[] problems = Problems();
        (int exitCode, string[] lines, _) = await stream.Answer("analyze", Lines(problems), [.. Asked, "--write-samples"]);
        Assert.Equal((0, Windows), (exitCode, lines.Length));
        IPosterior posterior = stream.Model.CreatePosterior();
        int entries = stream.Settings.WindowEntries;
        float[] mean = new float[entries], std = new float[entries], samples = new float[Samples * entries];
        for (int i = 0; i < Windows; i++)
        {
            JsonElement answer = JsonDocument.Parse(lines[i]).RootElement;
            posterior.Analyze(problems[i], mean, std);
            posterior.Sample(problems[i], RandomKey.FromSeed(5).Child((ulong)i), samples);
            BitwiseAssert.Equal<float>(Components(mean), Numbers(answer.GetProperty("mean")), "mean");
            BitwiseAssert.Equal<float>(Components(std), Numbers(answer.GetProperty("std")), "std");
            BitwiseAssert.Equal<float>(Components(samples), Numbers(answer.GetProperty("samples")), "samples");
            Assert.Equal((31, 2), (answer.GetProperty("quantiles").GetProperty("0.9").GetArrayLength(),
                answer.GetProperty("quantiles").GetProperty("0.9")[0].GetArrayLength()));
            float[] forecast = FreeForecast.Run(stream.Settings.Model, mean.AsSpan(entries - 4), stream.Settings.Dt, 2).Values;
            BitwiseAssert.Equal<float>(Components(forecast).AsSpan(2), Numbers(answer.GetProperty("forecast")), "forecast");

            float[] r = [.. Enumerable.Range(0, Samples).Select(s => samples[(s * entries) + 2])];
            Assert.Equal(r, Numbers(answer.GetProperty("unknown_samples").GetProperty("r")));
            Assert.Equal(r.Average(x => (double)x), Number(answer, "mean"), 1e-6);
            Assert.Equal(Math.Sqrt(r.Average(x => Math.Pow(x - r.Average(y => (double)y), 2))), Number(answer, "std"), 1e-6);
            Array.Sort(r);
            foreach ((string name, double p) in (ReadOnlySpan<(string, double)>)[("q05", 0.05), ("q50", 0.5), ("q95", 0.95)])
                Assert.Equal(SampleStatistics.Quantile(r, p), (float)Number(answer, name));
            Assert.InRange(Number(answer, "q05"), 0.5, 1.5);
        }

        double Number(JsonElement answer, string name) => answer.GetProperty("unknowns").GetProperty("r").GetProperty(name).GetDouble();
    }

    [Fact]
    public async Task Every_format_says_the_same()
    {
        string input = Lines(Problems());
        (_, string[] lines, _) = await stream.Answer("analyze", input, Asked);
        JsonElement second = JsonDocument.Parse(lines[1]).RootElement, unknown = second.GetProperty("unknowns").GetProperty("r");
        float[] constants = [.. unknown.EnumerateObject().Select(p => p.Value.GetSingle())];
        Assert.Equal(["mean", "std", "q05", "q50", "q95"], unknown.EnumerateObject().Select(p => p.Name));

        (_, string[] csv, _) = await stream.Answer("analyze", input, [.. Asked, "--output-format", "csv"]);
        Assert.Equal(
            "window,step,time,usable,typicality,x_mean,x_std,x_q0.1,x_q0.9,y_mean,y_std,y_q0.1,y_q0.9,r_mean,r_std,r_q0.05,r_q0.5,r_q0.95", csv[0]);
        Assert.Equal(1 + (Windows * 33), csv.Length);
        Assert.Equal(constants, Cells(csv[1 + 33])[13..]);
        Assert.All(Cells(csv[2 + 33])[13..], cell => Assert.True(float.IsNaN(cell)));
        Assert.Equal(second.GetProperty("mean")[30][1].GetSingle(), Cells(csv[1 + 33 + 30])[9]);

        string folder = stream.Path("out");
        (int exitCode, _, _) = await stream.Answer("analyze", input, [.. Asked, "--output-format", "npy", "--out", folder, "--write-samples"]);
        Assert.Equal(0, exitCode);
        NpyArray unknowns = NpyFile.Load(Path.Combine(folder, "unknowns.npy"));
        Assert.Equal([Windows, 1, 5], unknowns.Shape);
        Assert.Equal(constants, unknowns.ToSingles()[5..10]);
        Assert.Equal([Windows, 31, 2], NpyFile.Load(Path.Combine(folder, "mean.npy")).Shape);
        Assert.Equal([Windows, Samples, 31, 2], NpyFile.Load(Path.Combine(folder, "samples.npy")).Shape);
        Assert.Equal([Windows, Samples, 1], NpyFile.Load(Path.Combine(folder, "unknown_samples.npy")).Shape);
    }

    [Fact]
    public async Task Samples_have_their_constants_once()
    {
        string input = Lines(Problems());
        (_, string[] lines, _) = await stream.Answer("sample", input, "--count", "4");
        JsonElement second = JsonDocument.Parse(lines[1]).RootElement;
        float[] r = Numbers(second.GetProperty("unknown_samples").GetProperty("r"));
        Assert.Equal((4, 31, 2), (r.Length, second.GetProperty("samples")[3].GetArrayLength(), second.GetProperty("samples")[3][30].GetArrayLength()));
        (_, string[] csv, _) = await stream.Answer("sample", input, "--count", "4", "--output-format", "csv");
        Assert.Equal("window,sample,step,time,x,y,r", csv[0]);
        int row = 1 + (((1 * 4) + 2) * 31);
        Assert.Equal([1, 2, 0, 0, .. Numbers(second.GetProperty("samples")[2][0]), r[2]], Cells(csv[row]));
        Assert.True(float.IsNaN(Cells(csv[row + 1])[6]));
        string folder = stream.Path("samples");
        (int exitCode, _, _) = await stream.Answer("sample", input, "--count", "4", "--output-format", "npy", "--out", folder);
        Assert.Equal(0, exitCode);
        Assert.Equal(r, NpyFile.Load(Path.Combine(folder, "unknown_samples.npy")).ToSingles()[4..8]);
    }

    [Fact]
    public async Task The_record_of_the_pelts_gives_one_document()
    {
        using var stream = new StreamCase(SystemCase.Hare);
        string file = stream.Path("hudson-bay.csv");
        File.Copy(FormatFiles.Vector("hudson-bay.csv"), file);
        (int exitCode, string[] lines, string error) = await stream.Answer("analyze", "", "--json", file);
        Assert.True(exitCode == 0, error);
        JsonElement document = JsonDocument.Parse(Assert.Single(lines)).RootElement;
        Assert.Equal(["hare", "lynx"], document.GetProperty("components").EnumerateArray().Select(c => c.GetString()));
        float[] times = Numbers(document.GetProperty("times"));
        Assert.Equal((401, 0f, 20f), (times.Length, times[0], times[^1]));
        foreach (string name in (string[])["mean", "std"])
            Assert.Equal((401, 2), (document.GetProperty(name).GetArrayLength(), document.GetProperty(name)[0].GetArrayLength()));
        JsonElement quantiles = document.GetProperty("quantiles"), values = quantiles.GetProperty("values");
        Assert.Equal([0.05, 0.5, 0.95], quantiles.GetProperty("levels").EnumerateArray().Select(level => level.GetDouble()));
        Assert.Equal((3, 401, 2), (values.GetArrayLength(), values[0].GetArrayLength(), values[0][0].GetArrayLength()));
        Assert.Equal(["alpha", "beta", "gamma", "delta"], document.GetProperty("unknowns").EnumerateObject().Select(u => u.Name));
        foreach (JsonProperty unknown in document.GetProperty("unknowns").EnumerateObject())
        {
            float[] q = [.. ((string[])["q05", "q50", "q95"]).Select(name => unknown.Value.GetProperty(name).GetSingle())];
            Assert.True(0 < q[0] && q[0] < q[1] && q[1] < q[2] && unknown.Value.GetProperty("std").GetSingle() > 0);
        }

        foreach (string name in (string[])["usable", "code", "status", "typicality", "warning"])
            Assert.True(document.TryGetProperty(name, out _));
        // The pelts themselves, and not their logarithms, were observed.
        Assert.InRange(values[1][400][0].GetSingle(), 10, 80);
    }

    [Fact]
    public async Task A_certificate_says_how_good_a_posterior_is()
    {
        (int exitCode, string[] lines, _) = await stream.Answer("analyze", Lines(Problems()[..1]), "--json", "--certify");
        Assert.Equal(0, exitCode);
        JsonElement certificate = JsonDocument.Parse(Assert.Single(lines)).RootElement.GetProperty("certificate");
        Assert.Equal(
            ["ess", "k", "posterior_k", "trusted", "fault", "draws", "mean", "std", "quantiles", "unknowns"],
            certificate.EnumerateObject().Select(p => p.Name));
        Assert.InRange(certificate.GetProperty("ess").GetDouble(), 1, 4000);
        Assert.Equal((31, 2), (certificate.GetProperty("mean").GetArrayLength(), certificate.GetProperty("mean")[0].GetArrayLength()));
        Assert.InRange(certificate.GetProperty("unknowns").GetProperty("r").GetProperty("q05").GetDouble(), 0.5, 1.5);
        using var preset = new StreamCase();
        (exitCode, _, string error) = await preset.Answer("analyze", "", "--certify");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("vardax: --certify: Lorenz-63 has a burn-in of 200 steps before its windows, so ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_say_the_same_in_every_format()
    {
        string windows = stream.Write("windows.jsonl", Lines(Problems())), folder = stream.Path("arrays"), answers = stream.Path("answers.nc");
        Assert.Equal(Windows, (await Told(windows)).Length);
        // A record has a row a time in tables, and a number a window in arrays.
        StringBuilder rows = new($"step,{string.Join(',', stream.Settings.Observing.Instruments.Select(i => i.Name))}\n");
        foreach (AssimilationProblem problem in Problems())
        {
            stream.Settings.Observing.ToRaw(problem.Observations, problem.Mask);
            for (int e = 0; e < problem.Observations.Length; e += 2)
                rows.Append(CultureInfo.InvariantCulture, $"{rows.ToString().Count(letter => letter == '\n') - 1},{Cell(problem, e)},{Cell(problem, e + 1)}\n");
        }

        string record = stream.Write("record.csv", rows.ToString());
        float[][] told = await Told(record);
        Assert.InRange(told.Length, 4, 8);
        Assert.Equal(0, (await stream.Answer("analyze", "", record, "--certify", "--out", answers)).ExitCode);
        NetCdfFile read = NetCdfFile.Load(answers);
        double[][] variables = [.. ((string[])["ess", "k", "trusted"]).Select(name => read.Find(name)!.ToDoubles())];
        Assert.Equal(read.Find("window")!.ToDoubles().Select(window => told[(int)window]), variables[0].Select((_, t) => Numbers(variables, t)));

        static float[] Numbers(double[][] variables, int t) => [.. variables.Select(v => (float)v[t])];

        static string Cell(AssimilationProblem problem, int e) => problem.Mask[e] == 0 ? "" : problem.Observations[e].ToString(CultureInfo.InvariantCulture);

        async Task<float[][]> Told(string input)
        {
            (_, string[] lines, _) = await stream.Answer("analyze", "", input, "--certify", "--output-format", "jsonl");
            float[][] told = [.. lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("certificate")).Select(c =>
                (float[])[c.GetProperty("ess").GetSingle(), c.GetProperty("k").GetSingle(), c.GetProperty("trusted").GetBoolean() ? 1 : 0])];
            // The numbers are of the windows, and say something.
            Assert.All(told, t => Assert.InRange(t[0], 1, 4000));
            Assert.Distinct(told.Select(t => t[0]));
            (_, string[] csv, _) = await stream.Answer("analyze", "", input, "--certify", "--output-format", "csv");
            Assert.StartsWith("window,step,time,usable,typicality,ess,k,trusted,", csv[0], StringComparison.Ordinal);
            Assert.All(csv[1..], row => Assert.Equal(told[(int)Cells(row)[0]], Cells(row)[5..8]));
            Assert.Equal(0, (await stream.Answer("analyze", "", input, "--certify", "--output-format", "npy", "--out", folder)).ExitCode);
            NpyArray array = NpyFile.Load(Path.Combine(folder, "certificate.npy"));
            Assert.Equal([told.Length, 3], array.Shape);
            Assert.Equal(told.SelectMany(t => t), array.ToSingles());
            return told;
        }
    }

    [Fact]
    public async Task A_document_is_of_one_window()
    {
        string input = Lines(Problems());
        (int exitCode, string[] lines, string error) = await stream.Answer("analyze", input, "--json");
        Assert.Equal((1, 0), (exitCode, lines.Length));
        Assert.EndsWith(
            "vardax: --json prints one document for one window, found more windows; without --json every window has an answer.\n",
            error, StringComparison.Ordinal);
        (exitCode, _, error) = await stream.Answer("analyze", input, "--json", "--output-format", "csv");
        Assert.Equal((1, "vardax: --output-format is given beside --json, which decides it; leave one of them out.\n"), (exitCode, error));
    }

    [Fact]
    public async Task A_preset_s_document_has_no_constants()
    {
        using var stream = new StreamCase();
        string input = Encoding.UTF8.GetString(await StreamCase.Simulate(1));
        (_, string[] line, _) = await stream.Answer("analyze", input, "--quantiles", "0.5");
        (int exitCode, string[] lines, _) = await stream.Answer("analyze", input, "--json", "--quantiles", "0.5", "--forecast", "2", "--samples", "200");
        JsonElement answer = JsonDocument.Parse(line[0]).RootElement, document = JsonDocument.Parse(Assert.Single(lines)).RootElement;
        Assert.Equal(0, exitCode);
        Assert.Empty(document.GetProperty("unknowns").EnumerateObject());
        Assert.Equal(answer.GetProperty("mean").GetRawText(), document.GetProperty("mean").GetRawText());
        Assert.Equal(answer.GetProperty("quantiles").GetProperty("0.5").GetRawText(), document.GetProperty("quantiles").GetProperty("values")[0].GetRawText());
        Assert.Equal([0.05f, 0.06f], Numbers(document.GetProperty("forecast_times")));
    }

    [Fact]
    public async Task Simulated_truths_have_their_constants_once()
    {
        string[] simulate = ["simulate", "--system", "two-tank", "--count", "2", "--truth"];
        (_, byte[] output, _) = await StreamCase.Run([], simulate);
        JsonElement second = JsonDocument.Parse(Encoding.UTF8.GetString(output).Split('\n')[1]).RootElement;
        float valve = second.GetProperty("unknowns").GetProperty("valve").GetSingle();
        Assert.Equal((241, 2), (second.GetProperty("truth").GetArrayLength(), second.GetProperty("truth")[0].GetArrayLength()));
        string folder = stream.Path("csv");
        await StreamCase.Run([], [.. simulate, "--format", "csv", "--out", folder]);
        string[] rows = File.ReadAllLines(Path.Combine(folder, "truth.csv"));
        Assert.Equal("window,step,time,upper,lower,valve", rows[0]);
        Assert.Equal([1, 0, 0, .. Numbers(second.GetProperty("truth")[0]), valve], Cells(rows[1 + 241]));
        Assert.True(float.IsNaN(Cells(rows[2 + 241])[5]));
        await StreamCase.Run([], [.. simulate, "--format", "npy", "--out", folder]);
        Assert.Equal([2, 241, 2], NpyFile.Load(Path.Combine(folder, "truth.npy")).Shape);
        Assert.Equal(valve, NpyFile.Load(Path.Combine(folder, "unknowns.npy")).ToSingles()[1]);
        (_, string one, _) = await CommandLine.Run("simulate", "--system", "two-tank", "--json", "--out", folder);
        JsonElement problem = JsonDocument.Parse(one).RootElement;
        Assert.Equal(problem.GetProperty("model").GetString(), problem.GetProperty("preset").GetString());
        rows = File.ReadAllLines(Path.Combine(folder, "truth.csv"));
        Assert.Equal("time,upper,lower,valve", rows[0]);
        Assert.Equal(problem.GetProperty("unknowns").GetProperty("valve").GetSingle(), Cells(rows[1])[3]);
        Assert.True(float.IsNaN(Cells(rows[2])[3]));
    }

    /// <summary>Simulated problems; observations are rounded as the instruments' own values are.</summary>
    private AssimilationProblem[] Problems()
    {
        AssimilationProblem[] problems =
            [.. Enumerable.Range(0, Windows).Select(i => new ProblemGenerator(stream.Settings).Generate(RandomKey.FromSeed(3).Child((ulong)i)))];
        foreach (AssimilationProblem problem in problems)
        {
            stream.Settings.Observing.ToRaw(problem.Observations, problem.Mask);
            stream.Settings.Observing.ToWorking(problem.Observations, problem.Mask);
        }

        return problems;
    }

    /// <summary>Windows as lines: values as the instruments give them.</summary>
    private string Lines(AssimilationProblem[] problems)
    {
        StringBuilder text = new();
        foreach (AssimilationProblem problem in problems)
        {
            float[] raw = [.. problem.Observations];
            stream.Settings.Observing.ToRaw(raw, problem.Mask);
            IEnumerable<string> cells = raw.Select((value, e) => problem.Mask[e] == 0 ? "null" : value.ToString(CultureInfo.InvariantCulture));
            text.Append("{\"obs\":[").AppendJoin(',', cells.Chunk(2).Select(row => $"[{row[0]},{row[1]}]")).Append("]}\n");
        }

        return text.ToString();
    }

    private static float[] Components(float[] states) => [.. states.Where((_, e) => e % 4 < 2)];

    private static float[] Numbers(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().SelectMany(Numbers)] : [value.GetSingle()];

    private static float[] Cells(string row) =>
        [.. row.Split(',').Select(cell => cell.Length == 0 ? float.NaN : float.Parse(cell, CultureInfo.InvariantCulture))];
}
