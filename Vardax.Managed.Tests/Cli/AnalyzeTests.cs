using System.Globalization;
using System.Text;
using System.Text.Json;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Formats;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Models;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Cli;

public sealed class AnalyzeTests : IDisposable
{
    private readonly StreamCase stream = new();

    public void Dispose() => stream.Dispose();

    [Theory]
    [MemberData(nameof(ModelCase.Names), MemberType = typeof(ModelCase))]
    public async Task The_answers_are_those_of_the_library(string name)
    {
        const int Windows = 40, Samples = 9, Steps = 6;
        using var stream = new StreamCase(name);
        string input = Encoding.UTF8.GetString(await StreamCase.Simulate(Windows));
        (int exitCode, string[] lines, _) = await stream.Answer(
            "analyze", input, "--quantiles", "0.25,0.9", "--forecast", "6", "--samples", "9", "--write-samples", "--sample-key", "5");
        Assert.Equal((0, Windows), (exitCode, lines.Length));
        ProblemSettings settings = stream.Settings;
        int entries = settings.WindowEntries;
        IPosterior posterior = stream.Model.CreatePosterior();
        float[] mean = new float[entries], std = new float[entries], samples = new float[Samples * entries];
        for (int i = 0; i < Windows; i++)
        {
            JsonElement answer = JsonDocument.Parse(lines[i]).RootElement;
            ObservedWindow window = Window(input.Split('\n')[i], settings);
            AnalysisStatus status = posterior.Analyze(window, mean, std);
            posterior.Sample(window, RandomKey.FromSeed(5).Child((ulong)i), samples);
            Assert.Equal(i, answer.GetProperty("id").GetInt32());
            Assert.Equal((status.IsUsable, Word(status.Code), status.Message), (answer.GetProperty("usable").GetBoolean(),
                answer.GetProperty("code").GetString(), answer.GetProperty("status").GetString()));
            BitwiseAssert.Equal<float>(mean, Numbers(answer.GetProperty("mean")), "mean");
            BitwiseAssert.Equal<float>(std, Numbers(answer.GetProperty("std")), "std");
            BitwiseAssert.Equal<float>(samples, Numbers(answer.GetProperty("samples")), "samples");
            TypicalityScore? score = stream.Model.Typicality?.Score(window);
            Assert.Equal((float?)score?.Value, answer.GetProperty("typicality").ValueKind == JsonValueKind.Null
                ? null : answer.GetProperty("typicality").GetSingle());
            Assert.Equal(score is { IsTypical: false } ? score.Value.Message : null, answer.GetProperty("warning").GetString());
            BitwiseAssert.Equal<float>(Quantiles(samples, entries, 0.9), Numbers(answer.GetProperty("quantiles").GetProperty("0.9")), "0.9");

            ReadOnlySpan<float> forecast = FreeForecast.Run(
                settings.Model, mean.AsSpan(entries - 3), settings.Dt, Steps).Values.AsSpan(3);
            BitwiseAssert.Equal<float>(forecast, Numbers(answer.GetProperty("forecast")), "forecast");
            var ahead = new float[Samples * Steps * 3];
            for (int k = 0; k < Samples; k++)
            {
                FreeForecast.Run(settings.Model, samples.AsSpan(((k + 1) * entries) - 3, 3), settings.Dt, Steps)
                    .Values.AsSpan(3).CopyTo(ahead.AsSpan(k * Steps * 3));
            }

            BitwiseAssert.Equal<float>(Quantiles(ahead, Steps * 3, 0.25),
                Numbers(answer.GetProperty("forecast_quantiles").GetProperty("0.25")), "forecast 0.25");
            float[] forecastMean = new float[Steps * 3], forecastStd = new float[Steps * 3];
            SampleStatistics.MeanAndStd(ahead, forecastMean, forecastStd);
            BitwiseAssert.Equal<float>(forecastStd, Numbers(answer.GetProperty("forecast_std")), "forecast std");
        }
    }

    [Fact]
    public async Task Every_format_says_the_same()
    {
        const int Windows = 7;
        string[] asked = ["--quantiles", "0.1,0.5", "--forecast", "3", "--samples", "5"];
        (_, string[] json, _) = await stream.Answer("analyze", Encoding.UTF8.GetString(await StreamCase.Simulate(Windows)), asked);
        File.WriteAllBytes(stream.Path("w.csv"), await StreamCase.Simulate(Windows, "--format", "csv"));
        File.WriteAllBytes(stream.Path("w.npy"), await StreamCase.Simulate(Windows, "--format", "npy"));
        (_, string[] fromCsv, _) = await stream.Answer("analyze", "", [stream.Path("w.csv"), "--output-format", "jsonl", .. asked]);
        (_, string[] fromNpy, _) = await stream.Answer("analyze", "", [stream.Path("w.npy"), "--output-format", "jsonl", .. asked]);
        Assert.Equal(json, fromCsv);
        Assert.Equal(json, fromNpy);

        string folder = stream.Path("out");
        (int exitCode, string[] none, _) = await stream.Answer("analyze", "", [stream.Path("w.npy"), "--out", folder, .. asked]);
        Assert.Equal((0, 0), (exitCode, none.Length));
        Assert.Equal(
            ["forecast.npy", "forecast_quantiles.npy", "forecast_std.npy", "mean.npy", "quantiles.npy", "std.npy", "typicality.npy", "usable.npy"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        JsonElement[] answers = [.. json.Select(line => JsonDocument.Parse(line).RootElement)];
        NpyArray quantiles = NpyFile.Load(Path.Combine(folder, "forecast_quantiles.npy"));
        Assert.Equal([Windows, 2, 3, 3], quantiles.Shape);
        BitwiseAssert.Equal<float>(
            answers.SelectMany(a => (string[])["0.1", "0.5"], (a, q) => a.GetProperty("forecast_quantiles").GetProperty(q))
                .SelectMany(Numbers).ToArray(), quantiles.ToSingles(), "npy quantiles");
        BitwiseAssert.Equal<float>(answers.Select(a => a.GetProperty("typicality").GetSingle()).ToArray(),
            NpyFile.Load(Path.Combine(folder, "typicality.npy")).ToSingles(), "npy typicality");

        (_, string[] csv, _) = await stream.Answer("analyze", "", [stream.Path("w.csv"), .. asked]);
        Assert.Equal("window,step,time,usable,typicality,x_mean,x_std,x_q0.1,x_q0.5,y_mean,y_std,y_q0.1,y_q0.5,z_mean,z_std,z_q0.1,z_q0.5", csv[0]);
        Assert.Equal(1 + (Windows * 8), csv.Length);
        float[] row = Cells(csv[1 + (2 * 8) + 6]);
        JsonElement third = answers[2];
        Assert.Equal([2, 6, 0.06f, 1, third.GetProperty("typicality").GetSingle()], row[..5]);
        Assert.Equal(third.GetProperty("forecast")[1][2].GetSingle(), row[13]);
        Assert.Equal(third.GetProperty("forecast_quantiles").GetProperty("0.5")[1][2].GetSingle(), row[16]);
        Assert.Equal(third.GetProperty("std")[4][1].GetSingle(), Cells(csv[1 + (2 * 8) + 4])[10]);
    }

    [Fact]
    public async Task Samples_are_those_that_the_analysis_works_with()
    {
        string input = Encoding.UTF8.GetString(await StreamCase.Simulate(3));
        (_, string[] analyses, _) = await stream.Answer("analyze", input, "--samples", "4", "--write-samples");
        (int exitCode, string[] draws, _) = await stream.Answer("sample", input, "--count", "4");
        Assert.Equal((0, 3), (exitCode, draws.Length));
        for (int i = 0; i < 3; i++)
        {
            JsonElement drawn = JsonDocument.Parse(draws[i]).RootElement;
            Assert.Equal(JsonDocument.Parse(analyses[i]).RootElement.GetProperty("samples").GetRawText(),
                drawn.GetProperty("samples").GetRawText());
            Assert.Equal(["id", "usable", "code", "status", "typicality", "warning", "samples"], drawn.EnumerateObject().Select(p => p.Name));
        }

        (_, string[] csv, _) = await stream.Answer("sample", input, "--count", "4", "--output-format", "csv");
        Assert.Equal(("window,sample,step,time,x,y,z", 1 + (3 * 4 * 5)), (csv[0], csv.Length));
        JsonElement second = JsonDocument.Parse(draws[1]).RootElement.GetProperty("samples")[3][2];
        Assert.Equal([1, 3, 2, 0.02f, .. Numbers(second)], Cells(csv[1 + (((1 * 4) + 3) * 5) + 2]));
        string file = stream.Path("samples.npy");
        (exitCode, _, _) = await stream.Answer("sample", input, "--count", "4", "--output-format", "npy", "--out", file);
        Assert.Equal(0, exitCode);
        NpyArray array = NpyFile.Load(file);
        Assert.Equal([3, 4, 5, 3], array.Shape);
        BitwiseAssert.Equal<float>(
            draws.SelectMany(line => Numbers(JsonDocument.Parse(line).RootElement.GetProperty("samples"))).ToArray(), array.ToSingles(), "npy");
    }

    [Fact]
    public async Task Any_number_of_threads_gives_the_same_bytes_in_order()
    {
        byte[] input = await StreamCase.Simulate(1500);
        string[] asked = ["analyze", "--model", stream.ModelPath, "--quantiles", "0.5", "--samples", "7", "--threads"];
        (_, byte[] one, string warnings) = await StreamCase.Run(input, [.. asked, "1"]);
        (_, byte[] eight, string others) = await StreamCase.Run(input, [.. asked, "8"]);
        Assert.True(one.AsSpan().SequenceEqual(eight));
        Assert.Equal(warnings, others);
        string[] lines = Encoding.UTF8.GetString(one).TrimEnd().Split('\n');
        Assert.Equal(Enumerable.Range(0, 1500), lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetInt32()));
    }

    [Fact]
    public async Task The_network_s_own_answers_are_there_for_the_asking()
    {
        string input = Encoding.UTF8.GetString(await StreamCase.Simulate(1));
        (_, string[] lines, _) = await stream.Answer("analyze", input, "--no-polish");
        float[] mean = new float[15], std = new float[15];
        stream.Model.CreateAmortized().Analyze(Window(input, stream.Settings), mean, std);
        BitwiseAssert.Equal<float>(mean, Numbers(JsonDocument.Parse(lines[0]).RootElement.GetProperty("mean")), "mean");
        (_, string[] polished, _) = await stream.Answer("analyze", input);
        Assert.NotEqual(polished, lines);
    }

    [Fact]
    public async Task Nulls_a_mask_in_the_line_and_a_mask_file_are_one_thing()
    {
        const string Rest = ",null,null,null,[4,5,null]]";
        (_, string[] nulls, _) = await stream.Answer("analyze", "{\"id\":\"a\",\"obs\":[[1,null,3]" + Rest + "}");
        (_, string[] masked, _) = await stream.Answer("analyze",
            "{\"mask\":[[1,0,1],[0,0,0],[0,0,0],[0,0,0],[1,1,0]],\"extra\":{\"deep\":[1]},\"obs\":[[1,99,3]" + Rest + ",\"id\":\"a\"}\r\n");
        Assert.Single(nulls);
        Assert.Equal(nulls, masked);
        Assert.StartsWith("{\"id\":\"a\",", nulls[0], StringComparison.Ordinal);
        string mask = stream.Write("mask.csv", "step,y,x,z\n0,0,1,1\n1,0,0,0\n2,0,0,0\n3,0,0,0\n4,1,1,0\n");
        string line = "{\"id\":\"a\",\"obs\":[[1,99,3]" + Rest + "}\n";
        (int exitCode, string[] apart, string error) = await stream.Answer("analyze", line + line, "--mask", mask);
        Assert.Equal((0, nulls[0], nulls[0]), (exitCode, apart[0], apart[1]));
        string obs = stream.Write("obs.csv", "x,y,z\n1,99,3\n0,0,0\n0,0,0\n0,0,0\n4,5,0\n");
        (_, string[] csv, _) = await stream.Answer("analyze", "", obs, "--mask", mask, "--output-format", "jsonl");
        Assert.Equal(nulls[0].Replace("\"a\"", "0", StringComparison.Ordinal), csv[0]);
        string masks = stream.Path("masks.npy");
        NpyFile.Save(masks, NpyArray.FromSingles([2, 5, 3], [1, 0, 1, .. new float[9], 1, 1, 0, .. new float[15]]));
        (_, string[] each, error) = await stream.Answer("analyze", line + line, "--mask", masks);
        Assert.Equal(nulls[0], each[0]);
        Assert.Contains("\"warning\":\"nothing is observed", each[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_unusual_is_told_in_the_record_and_once_for_each_kind()
    {
        string Line(string value) => $"{{\"obs\":[[{value},1,20],null,[1,2,25],null,[2,3,25]]}}\n";
        string nothing = "{\"obs\":[null,null,null,null,null]}\n", elsewhere = "{\"obs\":[null,[1,2,3],null,null,null]}\n";
        (int exitCode, string[] lines, string error) = await stream.Answer(
            "analyze", Line("1e7") + nothing + Line("3e7") + Line("1") + elsewhere + nothing);
        Assert.Equal((0, 6), (exitCode, lines.Length));
        string?[] warnings = [.. lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("warning").GetString())];
        Assert.StartsWith("unlike anything trained on: score ", warnings[0], StringComparison.Ordinal);
        Assert.Equal("nothing is observed: the answer is what simulation alone says", warnings[1]);
        Assert.StartsWith("unlike anything trained on: score ", warnings[2], StringComparison.Ordinal);
        Assert.Equal("the 3 values observed stand where the model was trained to see none", warnings[4]);
        Assert.Equal(warnings[1], warnings[5]);
        string[] told = error.Split('\n');
        Assert.Single(told, line => line.StartsWith("vardax: window 0: unlike anything trained on: score ", StringComparison.Ordinal));
        Assert.Single(told, line => line == "vardax: window 1: nothing is observed: the answer is what simulation alone says");
        Assert.Single(told, line => line == "vardax: window 4: the 3 values observed stand where the model was trained to see none");
        Assert.Contains("vardax: 2 of 6 windows: unlike anything trained on", told);
        Assert.Contains("vardax: 2 of 6 windows: nothing is observed", told);
        Assert.Contains("vardax: 1 of 6 windows: the 3 values observed stand where the model was trained to see none", told);
        Assert.DoesNotContain(told, line => line.Contains("window 2:", StringComparison.Ordinal) || line.Contains("window 5:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_observation_without_bounds_gives_no_number_and_says_so()
    {
        (int exitCode, string[] lines, string error) = await stream.Answer(
            "analyze", "{\"obs\":[[1,3e38,20],null,null,null,null]}", "--forecast", "2");
        JsonElement answer = JsonDocument.Parse(Assert.Single(lines)).RootElement;
        Assert.Equal(4, exitCode);
        Assert.Equal((false, "not_finite"), (answer.GetProperty("usable").GetBoolean(), answer.GetProperty("code").GetString()));
        Assert.Contains("null", lines[0][lines[0].IndexOf("\"mean\"", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("vardax: window 0: not usable: ", error, StringComparison.Ordinal);
        Assert.Contains("vardax: 1 of 1 window: not usable: not finite", error, StringComparison.Ordinal);
    }

    private static string Word(AnalysisCode code) =>
        string.Concat(code.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{c}" : $"{c}")).ToLowerInvariant();

    [Theory]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public async Task An_infinite_number_is_no_observation(float value, string shown)
    {
        string file = stream.Path("w.npy"), mask = stream.Path("mask.npy");
        float[] good = [1, 2, 20, .. Enumerable.Repeat(float.NaN, 12)], bad = [.. good];
        bad[13] = value;
        NpyFile.Save(file, NpyArray.FromSingles([2, 5, 3], [.. good, .. bad]));
        (int exitCode, string[] lines, string error) = await stream.Answer("analyze", "", file, "--output-format", "jsonl");
        Assert.Equal((1, 1), (exitCode, lines.Length));
        Assert.EndsWith(
            $"vardax: {file}: window 1, step 4, y: expected a finite number, or NaN where nothing is observed, found {shown}\n",
            error, StringComparison.Ordinal);
        // A mask says that nothing is observed there, whatever fills the array.
        NpyFile.Save(mask, NpyArray.FromSingles([5, 3], [1, 1, 1, .. new float[12]]));
        (exitCode, lines, _) = await stream.Answer("analyze", "", file, "--mask", mask, "--output-format", "jsonl");
        Assert.Equal((0, 2), (exitCode, lines.Length));
        Assert.Equal(lines[0].Replace("\"id\":0", "", StringComparison.Ordinal), lines[1].Replace("\"id\":1", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_Python_writes_is_read()
    {
        const string Good = "{\"id\":0,\"obs\":[[1,null,3],null,null,null,[4,5,null]]}";
        string[] same =
        [
            "{\"truth\": [NaN, Infinity, -Infinity], \"id\": 0, \"obs\": [[1.0, NaN, 3.0], NaN, [NaN, NaN, NaN], null, [4.0, 5.0, NaN]]}",
            "{\"id\":0,\"obs\":[[1,9,3],null,null,null,[4,5,null]],\"mask\":[[true,false,1],[false,0,false],[0,0,0],[0,0,0],[true,true,false]]}",
            "{\"note\":\"NaN \\\" Infinity\",\"id\":0,\"obs\":[[1,NaN,3],null,null,null,[4,5,NaN]]}",
        ];
        (int exitCode, string[] lines, _) = await stream.Answer("analyze", string.Join('\n', [Good, .. same]));
        Assert.Equal((0, 4), (exitCode, lines.Length));
        Assert.All(lines, line => Assert.Equal(lines[0], line));
    }

    [Fact]
    public async Task Names_of_windows_keep_every_digit()
    {
        string[] ids = ["9007199254740993", "123456789012345678901234567890", "-1e400", "\"NaN\"", "\"\\u00fc \\\" Infinity\""];
        string input = string.Join('\n', ids.Select(id => $"{{\"obs\":[[NaN,1,2],null,null,null,null],\"id\":{id}}}"));
        (_, string[] json, _) = await stream.Answer("analyze", input);
        Assert.Equal(ids, json.Select(line => line[6..line.IndexOf(",\"usable\"", StringComparison.Ordinal)]));
        (_, string[] csv, _) = await stream.Answer("analyze", input, "--output-format", "csv");
        Assert.Equal([.. ids[..3], "3", "4"], csv.Skip(1).Where((_, row) => row % 5 == 0).Select(line => line.Split(',')[0]));
        string file = stream.Write("w.csv", "window,step,x,y,z\n18446744073709551615,0,1,2,3\n");
        (_, json, _) = await stream.Answer("analyze", "", file, "--output-format", "jsonl");
        Assert.StartsWith("{\"id\":18446744073709551615,", Assert.Single(json), StringComparison.Ordinal);
    }

    internal static ObservedWindow Window(string line, ProblemSettings settings)
    {
        float[] obs = Numbers(JsonDocument.Parse(line).RootElement.GetProperty("obs"));
        float[] mask = [.. obs.Select(value => float.IsNaN(value) ? 0f : 1f)];
        return new ObservedWindow(settings, [.. obs.Select(value => float.IsNaN(value) ? 0 : value)], mask);
    }

    internal static float[] Numbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => [.. element.EnumerateArray().SelectMany(Numbers)],
        JsonValueKind.Null => [float.NaN],
        _ => [element.GetSingle()],
    };

    internal static float[] Cells(string line) =>
        [.. line.Split(',').Select(cell => cell.Length == 0 ? float.NaN : float.Parse(cell, CultureInfo.InvariantCulture))];

    private static float[] Quantiles(float[] samples, int columns, double p) =>
    [
        .. Enumerable.Range(0, columns).Select(e => SampleStatistics.Quantile(
            Enumerable.Range(0, samples.Length / columns).Select(i => samples[(i * columns) + e]).Order().ToArray(), p)),
    ];
}
