using System.Text.Json;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Cli;

public sealed class ExportTests : IDisposable
{
    private static readonly string[] Problem = ["--preset", "attractor", "--t-assim", "10", "--t-total", "20"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("weights.safetensors")]
    [InlineData("leaves.eqx")]
    public async Task What_is_exported_comes_back_as_the_same_network(string name)
    {
        string model = await Train("--recipe", "reference"), file = In(name), back = In("back.safetensors");
        (int exitCode, string output, string error) = await CommandLine.Run("export", model, "--out", file);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith($"{file}: ", output, StringComparison.Ordinal);
        (exitCode, output, error) = await CommandLine.Run(["import", file, "--out", back, "--json", .. Problem]);
        Assert.Equal(0, exitCode);
        Assert.Equal(name.EndsWith(".safetensors", StringComparison.Ordinal), error.Contains("digest", StringComparison.Ordinal));
        Assert.Equal("attractor", JsonDocument.Parse(output).RootElement.GetProperty("preset").GetString());

        TrainedModel before = ModelFile.Load(model), after = ModelFile.Load(back);
        BitwiseAssert.Equal(before.Density.Parameters.Span, after.Density.Parameters.Span, name);
        ObservedWindow window = new ProblemGenerator(before.Settings).Generate(RandomKey.FromSeed(1));
        Assert.Equal(Analyze(before, window), Analyze(after, window));
        Assert.True(after.Typicality!.Score(window).IsTypical);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.bin", "--format", "onnx")]
    public async Task A_model_of_the_default_head_becomes_onnx(string name, params string[] options)
    {
        string model = await Train(), file = In(name);
        (int exitCode, string output, string error) = await CommandLine.Run(["export", model, "--out", file, .. options]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("onnx", output, StringComparison.Ordinal);
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(file);
        Assert.Contains("obs", session.InputNames);
    }

    [Fact]
    public async Task What_cannot_be_done_is_one_line_and_writes_nothing()
    {
        string model = await Train();
        await Refused(["export", model, "--out", In("m.xyz")], $"--out is {In("m.xyz")}; it must be a file that ends in .onnx, .eqx, .safetensors");
        await Refused(["export", model, "--out", In("m"), "--format", "pickle"], "--format is pickle; it must be onnx, equinox, weights.");
        await Refused(["export", model, "--out", In("no/m.onnx")], $"--out is {In("no/m.onnx")}; it must be a file in a folder that exists.");
        await Refused(["export", model, "--out", In("m.eqx")], "The head is control");
        await Refused(["import", model, "--out", In("m"), .. Problem], $"{model}: at byte ");
        await Refused(["import", In("none.eqx"), "--out", In("m")], $"Could not find file '{In("none.eqx")}'");
        await Refused(["import", In("none.eqx"), "--out", In("m"), "--activation", "gelu"], "--activation is gelu; it must be relu, silu or tanh.");
        await Refused(["import", In("none.eqx"), "--out", In("m"), "--activation", "silu"], "--activation is silu; it must be relu with Equinox leaves.");
        Assert.Equal([model], Directory.GetFileSystemEntries(folder.Path));

        static async Task Refused(string[] args, string expected)
        {
            (int exitCode, string output, string error) = await CommandLine.Run(args);
            Assert.Equal((1, ""), (exitCode, output));
            Assert.StartsWith($"vardax: {expected}", error, StringComparison.Ordinal);
            Assert.Single(error.TrimEnd('\n').Split('\n'));
        }
    }

    private static float[] Analyze(TrainedModel model, ObservedWindow window)
    {
        float[] mean = new float[model.Settings.WindowEntries], std = new float[mean.Length];
        model.CreatePosterior().Analyze(window, mean, std);
        return [.. mean, .. std];
    }

    private string In(string name) => Path.Combine(folder.Path, name);

    private async Task<string> Train(params string[] options)
    {
        string file = In("model.safetensors");
        (int exitCode, _, string error) = await CommandLine.Run(
            ["train", .. Problem, "--steps", "20", "--recalibrate", "200", "--held-out", "0", "--gates", "0", "--out", file, .. options]);
        Assert.True(exitCode == 0, error);
        return file;
    }
}
