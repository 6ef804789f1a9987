using System.Text;
using Vardax.Managed.Cli.Commands;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Models;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Models;

namespace Vardax.Managed.Tests.Cli;

/// <summary>A folder with the file of a small model, and the streaming commands run on it in process.</summary>
internal sealed class StreamCase : IDisposable
{
    /// <summary>The options of <c>vardax simulate</c> that give the small model's problems.</summary>
    public static readonly string[] Problem =
        ["--preset", "attractor", "--t-assim", "4", "--t-total", "8", "--obs-every", "2"];

    private readonly TemporaryFolder folder = new();

    public StreamCase(string model = "control")
        : this(ModelCase.Model(model))
    {
    }

    public StreamCase(TrainedModel model)
    {
        Model = model;
        ModelPath = Path("m.safetensors");
        ModelFile.Save(Model, ModelPath);
    }

    public TrainedModel Model { get; }

    public string ModelPath { get; }

    public ProblemSettings Settings => Model.Settings;

    public string Path(string name) => System.IO.Path.Combine(folder.Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    /// <summary>Runs a command line with bytes on standard input.</summary>
    public static async Task<(int ExitCode, byte[] Output, string Error)> Run(byte[] input, params string[] args)
    {
        using MemoryStream output = new();
        return await Run(new MemoryStream(input), output, args) is var (exitCode, error) ? (exitCode, output.ToArray(), error) : default;
    }

    /// <summary>Runs a command line between two streams.</summary>
    public static async Task<(int ExitCode, string Error)> Run(Stream input, Stream output, params string[] args)
    {
        StringWriter text = new(), error = new();
        int exitCode = await VardaxCommand.InvokeAsync(
            args, text, error, new StandardStreams(() => input, () => output), TestContext.Current.CancellationToken);
        Assert.Equal("", text.ToString());
        return (exitCode, error.ToString());
    }

    /// <summary>Runs a command that takes the model, with text on standard input; the answer as lines.</summary>
    public async Task<(int ExitCode, string[] Lines, string Error)> Answer(string command, string input, params string[] args)
    {
        (int exitCode, byte[] output, string error) =
            await Run(Encoding.UTF8.GetBytes(input), [command, "--model", ModelPath, .. args]);
        return (exitCode, Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries), error);
    }

    /// <summary>Simulates problems of the model's family.</summary>
    public static async Task<byte[]> Simulate(int count, params string[] args)
    {
        (int exitCode, byte[] output, string error) =
            await Run([], ["simulate", .. Problem, "--count", $"{count}", .. args]);
        Assert.Equal((0, ""), (exitCode, error));
        return output;
    }

    public void Dispose() => folder.Dispose();
}
