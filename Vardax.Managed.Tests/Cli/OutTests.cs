using System.Diagnostics;
using Vardax.Managed.Cli.Commands;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Models;
using Vardax.Managed.Tests.Formats;
using Vardax.Managed.Tests.Models;

namespace Vardax.Managed.Tests.Cli;

/// <summary>--out is a file, a pipe that stays a pipe, or - for standard output.</summary>
public sealed class OutTests : IDisposable
{
    private static readonly string[] Train =
    [
        "train", "--preset", "attractor", "--t-assim", "10", "--t-total", "20", "--steps", "20", "--batch", "16", "--recalibrate", "0",
        "--held-out", "0", "--gates", "0",
    ];

    private readonly TemporaryFolder folder = new();
    private readonly string model;

    public OutTests()
    {
        model = Path.Combine(folder.Path, "model.safetensors");
        ModelFile.Save(ModelCase.Model("control"), model);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("simulate", "problems.npz")]
    [InlineData("sample", "samples.nc")]
    public async Task A_name_that_promises_a_format_which_is_not_written_there_is_refused(string command, string name)
    {
        string path = Path.Combine(folder.Path, name);
        string[] options = command == "simulate" ? ["--count", "2"] : ["--model", model];
        (int exitCode, _, string error) = await CommandLine.Run([command, .. options, "--out", path]);
        Assert.Equal((1, $"vardax: --out is {path}; it must be a name that ends in .jsonl, .csv or .npy.\n"), (exitCode, error));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_dash_is_standard_output_and_the_report_goes_to_standard_error()
    {
        (byte[] trained, string output, string error) = await Run([.. Train, "--out", "-"]);
        Assert.Equal(20, ModelFile.Parse(trained, "out").History.Losses.Length);
        Assert.Equal("", output);
        Assert.Contains("head control", error, StringComparison.Ordinal);

        (byte[] exported, _, error) = await Run(["export", model, "--format", "onnx", "--out", "-"]);
        Assert.Equal(FormatFiles.Written(stream => OnnxExporter.Write(ModelFile.Load(model), stream)), exported);
        Assert.Equal($"-: onnx, {exported.Length} bytes\n", error);

        string weights = Path.Combine(folder.Path, "weights.safetensors");
        WeightsFile.Save(ModelCase.Model("physical"), weights);
        (byte[] imported, _, error) = await Run(["import", weights, .. Problem(ModelCase.Model("physical")), "--out", "-"]);
        Assert.Equal(HeadType.Regression, ModelFile.Parse(imported, "out").Plan.Config.Head);

        (byte[] problems, output, _) = await Run(["simulate", "--count", "2", "--out", "-"]);
        Assert.Equal(2, problems.Count(b => b == '\n'));
        Assert.Equal("", output);
        Assert.Equal([model, weights], Directory.GetFileSystemEntries(folder.Path).Order(StringComparer.Ordinal));

        (int exitCode, _, error) = await CommandLine.Run([.. Train, "--json", "--out", "-"]);
        Assert.Equal((1, "vardax: --json prints to standard output, as --out - does; leave one of them out.\n"), (exitCode, error));
        (exitCode, _, error) = await CommandLine.Run([.. Train, "--out", model, "--checkpoint", "-"]);
        Assert.Equal((1, "vardax: --checkpoint is -; it must be a file.\n"), (exitCode, error));
    }

    [Fact]
    public async Task A_pipe_stays_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Named pipes are Unix's.");
        string pipe = Path.Combine(folder.Path, "pipe");
        using (Process make = Process.Start("mkfifo", pipe))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        foreach (string[] command in (string[][])[[.. Train, "--out", pipe], ["export", model, "--format", "onnx", "--out", pipe],
            ["simulate", "--count", "2", "--format", "csv", "--out", pipe]])
        {
            Task<byte[]> reader = Task.Run(() => File.ReadAllBytes(pipe), TestContext.Current.CancellationToken);
            (int exitCode, _, string error) = await CommandLine.Run(command);
            Assert.Equal(0, exitCode);
            // A training as short as this one is warned of.
            Assert.True(error == "" || command[0] == Train[0], error);
            Assert.NotEmpty(await reader);
        }

        Assert.Equal([model, pipe], Directory.GetFileSystemEntries(folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_model_without_a_digest_is_warned_of()
    {
        SafeTensorsFile file = SafeTensorsFile.Load(model);
        new SafeTensorsFile(file.Tensors, file.Metadata.Where(entry => entry.Key != "digest").ToDictionary()).Save(model);
        (int exitCode, _, string error) = await CommandLine.Run("info", model);
        Assert.Equal((0, $"vardax: {model} has no digest: damage to it would not be noticed\n"), (exitCode, error));
    }

    private static string[] Problem(TrainedModel model) =>
    [
        "--preset", "attractor", "--t-assim", $"{model.Settings.WindowSteps}", "--t-total", $"{model.Settings.TotalSteps}",
        "--obs-every", $"{model.Settings.Observing.CommonEvery}", "--activation", "silu",
    ];

    private static async Task<(byte[] Standard, string Output, string Error)> Run(string[] args)
    {
        using MemoryStream standard = new();
        StringWriter output = new(), error = new();
        int exitCode = await VardaxCommand.InvokeAsync(args, output, error,
            new StandardStreams(() => Stream.Null, () => standard), TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, error.ToString());
        return (standard.ToArray(), output.ToString(), error.ToString());
    }
}
