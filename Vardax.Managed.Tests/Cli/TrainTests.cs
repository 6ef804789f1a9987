using System.Diagnostics;
using System.Text.Json;
using Vardax.Managed.Models;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Cli;

public sealed class TrainTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--preset", "attractor", "--t-assim", "10", "--t-total", "20", "--steps", "300", "--batch", "16", "--recalibrate", "200",
        "--held-out", "16", "--gates", "20",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_file_holds_the_model_that_was_judged()
    {
        string file = In("model.safetensors");
        (int exitCode, string output, string error) = await CommandLine.Run(["train", .. Small, "--out", file, "--json"]);
        Assert.Equal(0, exitCode);
        JsonElement document = JsonDocument.Parse(output).RootElement;
        TrainedModel model = ModelFile.Load(file);
        Assert.Equal("attractor", model.Name);
        Assert.Equal(model.History.Learned == false ? "vardax: warning: training learned nothing" : "", error[..Math.Min(41, error.Length)]);
        Assert.Equal(10, model.Settings.WindowSteps);
        Assert.Equal(300, model.History.Losses.Length);
        Assert.Equal(model.Calibration!.Nll, document.GetProperty("held_out").GetProperty("nll").GetDouble());
        Assert.Equal(5, model.Calibration.Gates.Count);
        (exitCode, string told, _) = await CommandLine.Run("info", file, "--json");
        Assert.Equal(0, exitCode);
        Assert.Equal(output, told);
        (_, string table, _) = await CommandLine.Run("info", file);
        Assert.Contains("head control", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seconds_become_steps_and_the_steps_give_the_same_model()
    {
        string[] short_ = [.. Small[..6], .. Small[8..]];
        string file = In("model.safetensors"), again = In("again.safetensors");
        (int exitCode, _, string error) = await CommandLine.Run(["train", .. short_, "--train-seconds", "0.001", "--out", file]);
        Assert.Equal(0, exitCode);
        Assert.Matches("^vardax: 1 steps of [0-9.]+ ms fit in --train-seconds 0.001; --steps 1 gives the same model again\n", error);
        Assert.Contains("vardax: warning: training learned nothing beyond its start", error, StringComparison.Ordinal);
        await CommandLine.Run(["train", .. short_, "--steps", "1", "--out", again]);
        TrainedModel first = ModelFile.Load(file), second = ModelFile.Load(again);
        BitwiseAssert.Equal<float>(first.Density.Parameters.Span, second.Density.Parameters.Span);
        Assert.Equal((1, false), (first.History.Losses.Length, first.History.Learned));
        (exitCode, _, error) = await CommandLine.Run(["train", .. Small, "--train-seconds", "1", "--out", file]);
        Assert.Equal((1, "vardax: --steps is given beside --train-seconds, which decides it; leave one of them out.\n"), (exitCode, error));
    }

    [Fact]
    public async Task A_model_from_a_file_is_judged_and_compared_as_the_one_just_trained()
    {
        string file = In("model.safetensors");
        string[] training = [.. Small[..^4]];
        await CommandLine.Run(["train", .. Small, "--out", file]);
        string[] gates = ["--runs", "20", "--samples", "19", "--agreement", "0", "--adjoint", "0", "--json"];
        (_, string trained, _) = await CommandLine.Run(["calibrate", .. training, .. gates]);
        (int exitCode, string loaded, string error) = await CommandLine.Run(["calibrate", "--model", file, .. gates]);
        Assert.Equal(("", true), (error, exitCode is 0 or 3));
        Assert.Equal(Without(trained, "train_time_s"), Without(loaded, "train_time_s"));

        string[] methods = ["--methods", "amortized,polished,linear", "--problems", "4", "--json"];
        (_, trained, _) = await CommandLine.Run(["compare", .. training, .. methods]);
        (exitCode, loaded, error) = await CommandLine.Run(["compare", "--model", file, .. methods]);
        Assert.Equal(("", 0), (error, exitCode));
        Assert.Equal(Scores(trained), Scores(loaded));

        (exitCode, _, error) = await CommandLine.Run(["calibrate", "--model", file, "--steps", "5"]);
        Assert.Equal((1, $"vardax: --steps is given beside --model {file}, which decides it; leave one of them out.\n"), (exitCode, error));
        (exitCode, _, error) = await CommandLine.Run(["compare", "--model", In("none"), .. methods]);
        Assert.Equal(1, exitCode);
        Assert.Contains(In("none"), error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("control", "robust", 8, 3)]
    [InlineData("flow", "robust", 2, 0)]
    [InlineData("regression", "robust", 2, 0)]
    [InlineData("regression", "reference", 2, 0)]
    public async Task Killed_at_any_moment_it_goes_on_to_the_bits_of_a_run_that_never_stopped(
        string head, string recipe, int attempts, int leastKills)
    {
        string[] training = [.. Small, "--head", head, "--recipe", recipe];
        string whole = In("whole.safetensors"), file = In("killed.safetensors"), checkpoint = In("checkpoint.safetensors");
        (_, _, string said) = await CommandLine.Run(["train", .. training, "--out", whole]);
        string[] resumed = ["--recalibrate", "200", "--held-out", "16", "--gates", "20"];
        int kills = 0;
        for (int attempt = 0; attempt < attempts && !File.Exists(file); attempt++)
        {
            // Every step writes: most kills fall into the writing of a checkpoint.
            string[] how = File.Exists(checkpoint) ? ["--resume", checkpoint, .. resumed] : training;
            using Process run = VardaxProcess.Start(
                ["train", .. how, "--out", file, "--checkpoint", checkpoint, "--checkpoint-every", "1"]);
            DateTime before = File.GetLastWriteTimeUtc(checkpoint);
            while (!run.HasExited && File.GetLastWriteTimeUtc(checkpoint) == before)
                await Task.Delay(1, TestContext.Current.CancellationToken);
            await Task.Delay(3 * attempt, TestContext.Current.CancellationToken);
            if (!run.HasExited)
            {
                run.Kill();
                kills++;
            }

            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
            // What stands is a whole checkpoint.
            Assert.InRange(CheckpointFile.Load(checkpoint).Losses.Count, 1, 300);
        }

        Assert.True(kills > leastKills, $"{kills} kills");
        (int exitCode, _, string error) = await CommandLine.Run(["train", "--resume", checkpoint, .. resumed, "--out", file]);
        Assert.Equal((0, said), (exitCode, error));
        TrainedModel expected = ModelFile.Load(whole), actual = ModelFile.Load(file);
        BitwiseAssert.Equal(expected.Density.Parameters.Span, actual.Density.Parameters.Span, "weights");
        Assert.Equal(expected.History.Losses, actual.History.Losses);
        Assert.Equal(expected.Calibration!.Nll, actual.Calibration!.Nll);
    }

    [Fact]
    public async Task A_terminal_that_closes_leaves_a_checkpoint()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The signal is Unix's.");
        string checkpoint = In("checkpoint");
        using Process run = VardaxProcess.Start(["train", .. Small.Select(word => word == "300" ? "10000000" : word),
            "--out", In("m"), "--checkpoint", checkpoint, "--checkpoint-every", "50"]);
        while (!run.HasExited && !File.Exists(checkpoint))
            await Task.Delay(1, TestContext.Current.CancellationToken);
        using (Process kill = Process.Start("kill", ["-HUP", $"{run.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        string error = await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, run.ExitCode);
        Assert.Equal($"vardax: cancelled after {CheckpointFile.Load(checkpoint).Losses.Count} steps; --resume {checkpoint} goes on from there\n", error);
        Assert.Equal([checkpoint], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task The_progress_of_another_training_is_written_over_if_asked_for_alone()
    {
        string checkpoint = In("c");
        string[] train = ["train", "--preset", "attractor", "--t-assim", "10", "--t-total", "20", "--steps", "20", "--batch", "16",
            "--recalibrate", "0", "--held-out", "0", "--gates", "0", "--out", In("m"), "--checkpoint", checkpoint, "--checkpoint-every", "10"];
        Assert.Equal(0, (await CommandLine.Run(train)).ExitCode);
        byte[] before = await File.ReadAllBytesAsync(checkpoint, TestContext.Current.CancellationToken);
        await Refused(train, $"holds step 20 of 20 of this training: --resume {checkpoint} to go on from there, --overwrite");
        await Refused([.. train, "--train-key", "9"], "holds step 20 of 20 of another training: take another file, --overwrite");
        Assert.Equal(before, await File.ReadAllBytesAsync(checkpoint, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await CommandLine.Run([.. train, "--train-key", "9", "--overwrite"])).ExitCode);
        Assert.NotEqual(before, await File.ReadAllBytesAsync(checkpoint, TestContext.Current.CancellationToken));

        await File.WriteAllTextAsync(checkpoint, "a diary", TestContext.Current.CancellationToken);
        await Refused(train, "holds something else than a checkpoint: take another file, --overwrite");
        Assert.Equal("a diary", await File.ReadAllTextAsync(checkpoint, TestContext.Current.CancellationToken));
        File.Delete(checkpoint);
        using (new FileStream(In(".vardax-c.lock.tmp"), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            await Refused(train, "another training is writing its checkpoints there. Take another file, or --overwrite.");
        Assert.Equal(0, (await CommandLine.Run(train)).ExitCode);
        Assert.Equal([checkpoint, In("m")], Directory.GetFileSystemEntries(folder.Path).Order(StringComparer.Ordinal));

        async Task Refused(string[] args, string expected)
        {
            (int exitCode, string output, string error) = await CommandLine.Run(args);
            Assert.Equal((1, ""), (exitCode, output));
            Assert.StartsWith($"vardax: --checkpoint is {checkpoint}; ", error, StringComparison.Ordinal);
            Assert.Contains(expected, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Cancelling_leaves_a_checkpoint_and_says_so()
    {
        string checkpoint = In("checkpoint.safetensors");
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        StringWriter output = new(), error = new();
        int exitCode = await Vardax.Managed.Cli.Commands.VardaxCommand.InvokeAsync(
            ["train", .. Small.Select(word => word == "300" ? "10000000" : word), "--out", In("m"), "--checkpoint", checkpoint, "--checkpoint-every", "10000000"],
            output, error, source.Token);
        Assert.Equal((130, ""), (exitCode, output.ToString()));
        int steps = CheckpointFile.Load(checkpoint).Losses.Count;
        Assert.Equal($"vardax: cancelled after {steps} steps; --resume {checkpoint} goes on from there\n", error.ToString());
        Assert.Equal([checkpoint], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Bad_input_is_one_line_before_any_work()
    {
        await Refused(["--out", In("nowhere/model")], $"--out is {In("nowhere/model")}; it must be a file in a folder that exists.");
        await Refused(["--out", folder.Path], $"--out is {folder.Path}; it must be a file in a folder that exists.");
        await Refused(["--out", In("m"), "--checkpoint", In("nowhere/c")], $"--checkpoint is {In("nowhere/c")}; it must be a file");
        await Refused(["--out", In("m"), "--checkpoint", In("c"), "--checkpoint-every", "0"], "--checkpoint-every is 0; it must be between 1 and");
        await Refused(["--out", In("m"), "--checkpoint", In("m")], $"--checkpoint is {In("m")}; it must be another file than --out.");
        await Refused(["--out", In("m"), "--resume", In("m")], $"--resume is {In("m")}; it must be another file than --out.");
        await Refused(["--out", In("m"), "--held-out", "1"], "--held-out is 1; it must be 0, or 2 to");
        await Refused(["--out", In("m"), "--gates", "3"], "--gates is 3; it must be 0, or 20 to");
        await File.WriteAllTextAsync(In("text"), "{\"not\": \"a checkpoint\"}", TestContext.Current.CancellationToken);
        await Refused(["--out", In("m"), "--resume", In("text")], $"{In("text")}: at byte ");
        await Refused(["--out", In("m"), "--resume", In("text"), "--dt", "0.1"], $"--dt is given beside --resume {In("text")}, which decides it");
        Assert.Equal((2, true), await NoFile());

        async Task Refused(string[] args, string expected)
        {
            (int exitCode, string output, string error) = await CommandLine.Run(["train", .. args]);
            Assert.Equal((1, ""), (exitCode, output));
            Assert.StartsWith($"vardax: {expected}", error, StringComparison.Ordinal);
        }

        async Task<(int, bool)> NoFile()
        {
            (int exitCode, _, string error) = await CommandLine.Run("train");
            return (exitCode, error.Contains("--out", StringComparison.Ordinal));
        }
    }

    private string In(string name) => Path.Combine(folder.Path, name);

    private static string Without(string json, string property) => string.Join('\n',
        JsonDocument.Parse(json).RootElement.EnumerateObject().Where(p => p.Name != property).Select(p => p.ToString()));

    private static string[] Scores(string json) =>
        [.. JsonDocument.Parse(json).RootElement.GetProperty("results").EnumerateArray()
            .Select(r => $"{r.GetProperty("name")} {r.GetProperty("rmse_assim")} {r.GetProperty("rmse_total")}")];
}
