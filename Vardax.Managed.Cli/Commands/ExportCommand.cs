using System.CommandLine;
using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Models;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax export</c>: a model file as a file of another system.</summary>
internal sealed class ExportCommand
{
    private static readonly (string Name, string Ending, Action<TrainedModel, Stream> Write)[] Formats =
    [
        ("onnx", ".onnx", (model, stream) => OnnxExporter.Write(model, stream)), ("equinox", ".eqx", EquinoxFile.Write), ("weights", ".safetensors", WeightsFile.Write),
    ];

    private readonly Argument<string> model = new("MODEL") { Description = "A model file." };

    private readonly Option<string> file = new("--out") { Description = "The file to write; - for standard output.", HelpName = "FILE", Required = true };

    private readonly Option<string?> format = new("--format")
    {
        Description = "onnx, equinox (eqx.tree_serialise_leaves) or weights (safetensors with nothing but the weights); by --out's "
            + "ending otherwise: .onnx, .eqx, .safetensors.",
        HelpName = "NAME",
    };

    /// <summary>The command with its options.</summary>
    public static Command Create(StandardStreams streams)
    {
        var export = new ExportCommand();
        Command command = new("export", "Write a model as ONNX, as Equinox leaves, or as weights alone.")
        {
            export.model, export.file, export.format,
        };
        command.SetAction(parsed => export.Execute(parsed, streams));
        return command;
    }

    private int Execute(ParseResult parsed, StandardStreams streams)
    {
        string path = parsed.GetRequiredValue(file);
        string? name = parsed.GetValue(format), ending = Path.GetExtension(path);
        (string Name, string Ending, Action<TrainedModel, Stream> Write) chosen =
            Formats.FirstOrDefault(f => name is null ? f.Ending == ending : f.Name == name);
        if (chosen.Write is null)
        {
            throw name is null
                ? OptionValues.Bad(file, path, $"a file that ends in {string.Join(", ", Formats.Select(f => f.Ending))}, or {format.Name}")
                : OptionValues.Bad(format, name, string.Join(", ", Formats.Select(f => f.Name)));
        }

        OptionValues.RequireFile(file, path);
        using MemoryStream content = new();
        chosen.Write(ModelOption.Load(parsed, parsed.GetRequiredValue(model)), content);
        FileOutput output = new(path, streams);
        output.Write(stream => stream.Write(content.GetBuffer().AsSpan(0, (int)content.Length)));
        output.Reports(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error)
            .WriteLine(Printable.Line($"{path}: {chosen.Name}, {content.Length} bytes"));
        return ExitCode.Success;
    }
}
