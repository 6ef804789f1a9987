using System.Diagnostics;
using System.Text.RegularExpressions;
using Vardax.Managed.Cli.Parts;
using Vardax.Managed.Formats;
using Vardax.Managed.Models;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Models;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Parts that tasks write, merged to the bits of one run.</summary>
public sealed partial class ShardTests : IDisposable
{
    private static readonly string[] Judge = ["calibrate", "--model", "m.safetensors", "--runs", "23", "--samples", "19", "--agreement", "3", "--adjoint", "2"];

    private readonly StreamCase stream = new();

    public static TheoryData<string, int, string[]> Documents => new()
    {
        { "calibrate", 1, Judge },
        { "calibrate", 2, [.. Judge, "--gaps", "2"] },
        { "calibrate", 30, Judge },
        { "compare, one problem", 3, ["compare", "--model", "m.safetensors", "--oracle-draws", "4000", "--starts", "8"] },
        { "compare, many", 5, ["compare", "--model", "m.safetensors", "--problems", "4", "--oracle-draws", "3000", "--starts", "4", "--gaps", "1"] },
        { "compare, the oracle alone", 20, ["compare", "--preset", "attractor", "--t-assim", "10", "--t-total", "10", "--methods", "oracle", "--oracle-draws", "9000"] },
        { "cycle", 4, ["cycle", "--methods", "enkf_sqrt,climatology,particle_filter", "--cycles", "60", "--seeds", "2"] },
    };

    public static TheoryData<string, int, string[]> Streams => new()
    {
        { "jsonl", 3, ["simulate", "--count", "300", "--format", "jsonl", "--truth", "--gaps", "0.5"] },
        { "csv", 4, ["simulate", "--count", "300", "--format", "csv"] },
        { "npy", 2, ["simulate", "--count", "300", "--format", "npy"] },
        { "answers, jsonl", 3, ["analyze", "--model", "m.safetensors", "w.jsonl", "--quantiles", "0.1"] },
        { "answers, csv", 5, ["analyze", "--model", "m.safetensors", "w.jsonl", "--output-format", "csv", "--no-polish"] },
        { "a record", 3, ["analyze", "--model", "m.safetensors", "r.csv", "--forecast", "3"] },
    };

    public void Dispose() => stream.Dispose();

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task The_parts_of_a_document_merge_to_that_of_one_run_in_any_order(string name, int count, string[] args)
    {
        string[] parts = await Parts(count, args);
        (int exitCode, string expected, string error) = await Run([.. args, "--json"]);
        Assert.True(exitCode is 0 or 3, error);
        (int merged, string found, error) = await CommandLine.Run(["merge", "--json", .. parts.Reverse()]);
        Assert.True(merged == exitCode, $"{name}: {error}");
        if (args[0] == "calibrate")
            Assert.Equal(expected, found);
        Assert.Equal(Times().Replace(expected, ""), Times().Replace(found, ""));
        Assert.NotEqual("", found);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task The_parts_of_a_stream_follow_one_another(string name, int count, string[] args)
    {
        await File.WriteAllBytesAsync(stream.Path("w.jsonl"), await StreamCase.Simulate(11), TestContext.Current.CancellationToken);
        stream.Write("r.csv", "time,x,y,z\n" + string.Concat(Enumerable.Range(0, 30).Select(i => FormattableString.Invariant($"{i * 0.01},{1 + i},{i},20\n"))));
        string[] parts = await Parts(count, args);
        (_, byte[] expected, string error) = await StreamCase.Run([], Absolute(args));
        Assert.True(expected.Length > 100, error);
        (int exitCode, byte[] found, error) = await StreamCase.Run([], ["merge", .. parts.Order(StringComparer.Ordinal)]);
        Assert.True(exitCode == 0, $"{name}: {error}");
        Assert.Equal(expected, found);
        Assert.Equal(0, (await CommandLine.Run(["merge", "--out", stream.Path("merged"), .. parts])).ExitCode);
        Assert.Equal(expected, await File.ReadAllBytesAsync(stream.Path("merged"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(2, "simulate", "--count", "150", "--format", "npy", "--truth", "--t-total", "60")]
    [InlineData(4, "simulate", "--count", "150", "--format", "csv", "--truth", "--t-total", "60")]
    [InlineData(3, "analyze", "--model", "m.safetensors", "w.jsonl", "--output-format", "npy", "--forecast", "4", "--quantiles", "0.5")]
    [InlineData(2, "analyze", "--model", "m.safetensors", "r.csv", "--output-format", "npy", "--forecast", "4")]
    public async Task Parts_of_several_files_do_so_too(int count, params string[] args)
    {
        await File.WriteAllBytesAsync(stream.Path("w.jsonl"), await StreamCase.Simulate(11), TestContext.Current.CancellationToken);
        stream.Write("r.csv", "time,x,y,z\n" + string.Concat(Enumerable.Range(0, 30).Select(i => FormattableString.Invariant($"{i * 0.01},{1 + i},{i},20\n"))));
        string[] parts = await Parts(count, args);
        Assert.Equal(0, (await Run([.. args, "--out", stream.Path("alone")])).ExitCode);
        Assert.Equal(0, (await CommandLine.Run(["merge", "--out", stream.Path("merged"), .. parts])).ExitCode);
        string[] files = [.. Directory.GetFiles(stream.Path("alone")).Select(file => Path.GetFileName(file)).Order()];
        Assert.True(files.Length > 1);
        Assert.Equal(files, Directory.GetFiles(stream.Path("merged")).Select(Path.GetFileName).Order());
        foreach (string file in files)
            Assert.Equal(File.ReadAllBytes(Path.Combine(stream.Path("alone"), file)), File.ReadAllBytes(Path.Combine(stream.Path("merged"), file)));
        (int exitCode, _, string error) = await CommandLine.Run(["merge", .. parts]);
        Assert.Equal(1, exitCode);
        Assert.Contains("expected --out, a folder for", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_trainings_gives_a_model_each_and_one_table()
    {
        string[] list = ["train", .. StreamCase.Problem, "--steps", "5", "--batch", "16", "--recalibrate", "0", "--gates", "0", "--held-out", "16",
            "--keys", "3..4", "--sweep", "head=control,regression", "--sweep", "learning-rate=0.001,1e30"];
        string[] names = [.. from key in (int[])[3, 4] from head in (string[])["control", "regression"] from rate in (string[])["0.001", "1e30"]
            select $"train-key={key},head={head},learning-rate={rate}"];
        (int exitCode, string whole, string error) = await CommandLine.Run([.. list, "--out", stream.Path("whole"), "--json"]);
        Assert.True(exitCode == 0, error);
        for (int i = 2; i >= 0; i--)
            Assert.Equal(0, (await CommandLine.Run([.. list, "--out", stream.Path("parts"), "--shard", $"{i}/3"])).ExitCode);
        (exitCode, string merged, error) = await CommandLine.Run("merge", stream.Path("parts"), "--json");
        Assert.True(exitCode == 0, error);
        Assert.Equal(Times().Replace(whole, ""), Times().Replace(merged, ""));
        System.Text.Json.JsonElement[] results = [.. System.Text.Json.JsonDocument.Parse(merged).RootElement.GetProperty("results").EnumerateArray()];
        Assert.Equal(names, results.Select(one => one.GetProperty("name").GetString()));
        // A training that fails is a result, and the others go on.
        foreach (System.Text.Json.JsonElement one in results)
        {
            string file = $"{one.GetProperty("name").GetString()}.safetensors";
            bool isTrained = one.GetProperty("model").ValueKind != System.Text.Json.JsonValueKind.Null;
            Assert.Equal(isTrained, File.Exists(Path.Combine(stream.Path("parts"), file)));
            if (!isTrained)
            {
                Assert.Contains("learning-rate=1e30", file, StringComparison.Ordinal);
                continue;
            }

            TrainedModel model = ModelFile.Load(Path.Combine(stream.Path("parts"), file));
            TrainedModel same = ModelFile.Load(Path.Combine(stream.Path("whole"), file));
            Assert.True(model.Plan.IsSameAs(same.Plan));
            Assert.Equal(model.Density.Parameters.ToArray(), same.Density.Parameters.ToArray());
            Assert.Equal(one.GetProperty("model").GetProperty("held_out").GetProperty("nll").GetDouble(), model.Calibration!.Nll);
        }

        (_, string table, _) = await CommandLine.Run("merge", stream.Path("parts"));
        Assert.Contains("8 trainings", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--keys is '4..3'; it must be whole numbers and ranges", "--keys", "4..3")]
    [InlineData("--keys is '1,1'; it must be different keys.", "--keys", "1,1")]
    [InlineData("--sweep is 'stepz=1'; it must be OPTION=VALUES with", "--sweep", "stepz=1")]
    [InlineData("--sweep is 'steps=1,,2'; it must be different values", "--sweep", "steps=1,,2")]
    [InlineData("--steps is given beside a list of its values", "--sweep", "steps=1,2", "--steps", "3")]
    [InlineData("--train-key has two lists of values; expected one.", "--keys", "1", "--sweep", "train-key=2")]
    [InlineData("--steps is x; it must be a whole number.", "--sweep", "steps=x")]
    [InlineData("--shard goes with --keys or --sweep.", "--shard", "0/2")]
    [InlineData("--checkpoint is given beside a list of trainings", "--keys", "1", "--checkpoint", "c")]
    public async Task A_list_that_is_none_is_named(string message, params string[] args)
    {
        (int exitCode, _, string error) = await CommandLine.Run(["train", "--out", stream.Path("x"), .. args]);
        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_that_do_not_belong_together_are_named()
    {
        string[] parts = await Parts(4, Judge);
        await Fails(75, $"vardax: part 1/4 is missing; part 3/4 is missing.", parts[0], parts[2]);
        await Fails(1, $"part 2/4 is there 2 times: {parts[2]}, {Copy(parts[2])}; part 0/4 is missing.", parts[2], Copy(parts[2]), parts[1], parts[3]);
        string[] others = await Parts(4, [.. Judge[..^1], "1"], "other");
        await Fails(1, $"{others[1]} is of another run than {parts[0]}: --adjoint is [\"1\"]; expected [\"2\"]", parts[0], others[1], parts[2], parts[3]);
        string[] halves = await Parts(2, Judge);
        await Fails(1, $"{halves[1]} is part 1/2; expected one of 4, as {parts[0]} is", [.. parts, halves[1]]);
        foreach ((string key, string value) in ((string, string)[])[("version", "0.0.1"), ("numerics", "another"), ("file --model", "sha256:0")])
        {
            Part part = Part.Read(parts[3]);
            string odd = stream.Path($"{part.Identity[key].Length}.part");
            (part with { Path = odd, Identity = new Dictionary<string, string>(part.Identity) { [key] = value } }).Write(Ledger.Load(parts[3]));
            await Fails(1, $"{odd} is of another run than {parts[0]}: {key} is {value}; expected {part.Identity[key]}", parts[0], parts[1], parts[2], odd);
        }

        File.Copy(parts[0], stream.Path("bad"));
        using (FileStream damaged = File.OpenWrite(stream.Path("bad")))
        {
            damaged.Position = damaged.Length - 1;
            damaged.WriteByte(77);
        }

        await Fails(1, "the file is damaged", stream.Path("bad"), parts[1], parts[2], parts[3]);
        await Fails(1, "expected a part, a file of a command with --shard", stream.ModelPath);
        // The model is another one now.
        ModelFile.Save(ModelCase.Model("flow"), stream.ModelPath);
        await Fails(1, "is of another run than this one of merge can put together: here file --model is sha256:", parts);
    }

    [Fact]
    public async Task What_is_whole_is_not_done_again_and_what_is_damaged_is()
    {
        string[] args = [.. Judge, "--shard", "1/3", "--out", stream.Path("a.part")];
        (int exitCode, _, string error) = await Run(args);
        Assert.Equal((0, $"written to {stream.Path("a.part")}\n"), (exitCode, error));
        byte[] whole = File.ReadAllBytes(stream.Path("a.part"));
        DateTime written = File.GetLastWriteTimeUtc(stream.Path("a.part"));
        (exitCode, _, error) = await Run([.. args, "--threads", "1"]);
        Assert.Equal((0, $"{stream.Path("a.part")} is whole; nothing is done\n"), (exitCode, error));
        Assert.Equal(written, File.GetLastWriteTimeUtc(stream.Path("a.part")));
        File.WriteAllBytes(stream.Path("a.part"), whole[..^1]);
        (exitCode, _, error) = await Run(args);
        Assert.Equal((0, $"written to {stream.Path("a.part")}\n"), (exitCode, error));
        Assert.Equal(whole, File.ReadAllBytes(stream.Path("a.part")));
        (exitCode, _, error) = await Run([.. Judge, "--shard", "2/3", "--out", stream.Path("a.part")]);
        Assert.Equal(1, exitCode);
        Assert.Contains("holds part 1/3 of another run: expected part 2/3.", error, StringComparison.Ordinal);
        (exitCode, _, error) = await Run([.. Judge[..^1], "1", "--shard", "1/3", "--out", stream.Path("a.part")]);
        Assert.Equal(1, exitCode);
        Assert.Contains("of another run: --adjoint is [\"2\"]; expected [\"1\"]", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_is_killed_leaves_no_part_or_a_whole_one()
    {
        string part = stream.Path("a.part");
        string[] args = Absolute([.. Judge, "--runs", "400", "--shard", "0/2", "--out", part]);
        args = [.. args.Where((_, i) => i != Array.IndexOf(args, "--runs") && i != Array.IndexOf(args, "--runs") + 1)];
        int kills = 0;
        for (int delay = 100; !File.Exists(part); delay = delay * 3 / 2)
        {
            using Process task = VardaxProcess.Start(args);
            if (!task.WaitForExit(delay))
            {
                task.Kill();
                kills++;
            }

            await task.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (File.Exists(part))
                Assert.Equal(new Shard(0, 2), Part.Read(part).Shard);
            Assert.True(delay < 100_000);
        }

        Assert.True(kills > 0);
        byte[] found = File.ReadAllBytes(part);
        File.Delete(part);
        Assert.Equal(0, VardaxProcess.Shell($"vardax {string.Join(' ', args)}").ExitCode);
        Assert.Equal(found, File.ReadAllBytes(part));
    }

    [Theory]
    [InlineData(1, "--shard is 3/3; it must be I/N with a whole number I from 0 to N - 1", "--shard", "3/3", "--out", "p")]
    [InlineData(1, "--shard is 1; it must be I/N", "--shard", "1", "--out", "p")]
    [InlineData(1, "--shard goes with --out", "--shard", "0/3")]
    [InlineData(1, "--shards is given beside --shard 0/3", "--shard", "0/3", "--shards", "3", "--out", "p")]
    [InlineData(1, "--shards is 3, and no engine tells the index: expected SLURM_ARRAY_TASK_ID", "--shards", "3", "--out", "p")]
    [InlineData(75, "No space left", "--shard", "0/3", "--out", "/dev/full")]
    public async Task The_exit_code_says_whether_a_retry_may_help(int expected, string message, params string[] args)
    {
        Assert.SkipWhen(args[^1] == "/dev/full" && !File.Exists("/dev/full"), "There is no /dev/full.");
        (int exitCode, _, string error) = await Run([.. Judge, .. args]);
        Assert.Equal(expected, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--shard goes with --model", "calibrate", "--shard", "0/2", "--out", "p")]
    [InlineData("--shard goes with --model", "compare", "--shard", "0/2", "--out", "p")]
    [InlineData("--shard goes with --count", "simulate", "--shard", "0/2", "--out", "p")]
    [InlineData("--json prints one window", "analyze", "--model", "m.safetensors", "w.jsonl", "--json", "--shard", "0/2", "--out", "p")]
    [InlineData("--shard takes a file of windows", "analyze", "--model", "m.safetensors", "--shard", "0/2", "--out", "p")]
    public async Task What_cannot_be_shared_out_is_said(string message, params string[] args)
    {
        (int exitCode, _, string error) = await Run(args);
        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2, "SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_MIN=5")]
    [InlineData(3, "SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_STEP=2")]
    [InlineData(4, "JOB_COMPLETION_INDEX=4")]
    [InlineData(null, "SLURM_ARRAY_TASK_ID=7")]
    [InlineData(null, "JOB_COMPLETION_INDEX=x")]
    public void An_engine_tells_the_index(int? expected, params string[] environment) =>
        Assert.Equal(expected, Engine.Index(name => environment.FirstOrDefault(entry => entry.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..]));

    [Fact]
    public async Task A_task_of_an_engine_finds_its_part()
    {
        string line = string.Join(' ', Absolute(["simulate", "--count", "300", "--shards", "2", "--out", stream.Path("p/")]));
        Assert.Equal(0, VardaxProcess.Shell($"SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_MIN=8 vardax {line}").ExitCode);
        Assert.Equal(0, VardaxProcess.Shell($"JOB_COMPLETION_INDEX=0 vardax {line}").ExitCode);
        (int exitCode, _, string error) = VardaxProcess.Shell($"JOB_COMPLETION_INDEX=2 vardax {line}");
        Assert.Equal(1, exitCode);
        Assert.Contains("--shards is 2; it must be more than the index that the engine tells, 2.", error, StringComparison.Ordinal);
        Assert.Equal(["simulate-0-of-2.part", "simulate-1-of-2.part"], Directory.GetFiles(stream.Path("p")).Select(Path.GetFileName).Order());
        (_, byte[] expected, _) = await StreamCase.Run([], "simulate", "--count", "300");
        (_, byte[] found, _) = await StreamCase.Run([], "merge", stream.Path("p"));
        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task A_folder_without_parts_may_have_some_later()
    {
        Directory.CreateDirectory(stream.Path("empty"));
        (int exitCode, _, string error) = await CommandLine.Run("merge", stream.Path("empty"));
        Assert.Equal(75, exitCode);
        Assert.Contains("no file named .part is there", error, StringComparison.Ordinal);
    }

    private async Task<string[]> Parts(int count, string[] args, string folder = "parts")
    {
        string[] paths = new string[count];
        for (int i = 0; i < count; i++)
        {
            paths[i] = stream.Path($"{folder}-{i}-of-{count}");
            (int exitCode, _, string error) = await Run([.. args, "--shard", $"{i}/{count}", "--out", paths[i]]);
            Assert.True(exitCode == 0, error);
        }

        return paths;
    }

    private Task<(int ExitCode, string Output, string Error)> Run(params string[] args) => CommandLine.Run(Absolute(args));

    private string[] Absolute(string[] args) => [.. args.Select(arg => arg is "m.safetensors" or "w.jsonl" or "r.csv" or "p" ? stream.Path(arg) : arg)];

    private string Copy(string path)
    {
        File.Copy(path, path + ".copy", overwrite: true);
        return path + ".copy";
    }

    private static async Task Fails(int expected, string message, params string[] parts)
    {
        (int exitCode, string output, string error) = await CommandLine.Run(["merge", .. parts]);
        Assert.Equal((expected, ""), (exitCode, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    /// <summary>What is measured anew in each run.</summary>
    [GeneratedRegex("\"(runtime_ms|us_per_analysis|train_time_s)\":[^,}]*")]
    private static partial Regex Times();
}
