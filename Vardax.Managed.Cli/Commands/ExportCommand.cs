using System.CommandLine;
using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Inference;
using Vardax.Managed.Persistence;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax export</c>: a model file as a file of another system.</summary>
internal sealed class ExportCommand
{
    private static readonly (string Name, string Ending, Action<TrainedModel, string> Save)[] Formats =
    [
        ("onnx", ".onnx", OnnxExporter.Save), ("equinox", ".eqx", EquinoxFile.Save), ("weights", ".safetensors", WeightsFile.Save),
    ];

    private readonly Argument<string> model = new("MODEL") { Description = "A model file." };

    private readonly Option<string> file = new("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };

    private readonly Option<string?> format = new("--format")
    {
        Description = "onnx, equinox (eqx.tree_serialise_leaves) or weights (safetensors with nothing but the weights); by --out's "
            + "ending otherwise: .onnx, .eqx, .safetensors.",
        HelpName = "NAME",
    };

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var export = new ExportCommand();
        Command command = new("export", "Write a model as ONNX, as Equinox leaves, or as weights alone.")
        {
            export.model, export.file, export.format,
        };
        command.SetAction(export.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(file);
        string? name = parsed.GetValue(format), ending = Path.GetExtension(path);
        (string Name, string Ending, Action<TrainedModel, string> Save) chosen =
            Formats.FirstOrDefault(f => name is null ? f.Ending == ending : f.Name == name);
        if (chosen.Save is null)
        {
            throw name is null
                ? OptionValues.Bad(file, path, $"a file that ends in {string.Join(", ", Formats.Select(f => f.Ending))}, or {format.Name}")
                : OptionValues.Bad(format, name, string.Join(", ", Formats.Select(f => f.Name)));
        }

        OptionValues.RequireFile(file, path);
        chosen.Save(ModelFile.Load(parsed.GetRequiredValue(model)), path);
        parsed.InvocationConfiguration.Output.WriteLine(
            Printable.Line($"{path}: {chosen.Name}, {new FileInfo(path).Length} bytes"));
        return ExitCode.Success;
    }
}
