using System.CommandLine;
using System.Text.Json;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Experiments;
using Vardax.Managed.Layers;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax import</c>: weights of another system as a model file.</summary>
internal sealed class ImportCommand
{
    private readonly ProblemOptions problem = new();

    private readonly Argument<string> source = new("FILE")
    {
        Description = "Equinox leaves (.eqx), or safetensors with the weights under the reference's names.",
    };

    private readonly Option<string> file = new("--out") { Description = "The model file to write; - for standard output.", HelpName = "FILE", Required = true };

    private readonly Option<string?> activation = new("--activation")
    {
        Description = "Between the layers: relu (the default), silu or tanh; a safetensors file may say it itself.", HelpName = "NAME",
    };

    private readonly Option<bool> json = new("--json") { Description = "Print one JSON document instead of a table." };

    /// <summary>The command with its options.</summary>
    public static Command Create(StandardStreams streams)
    {
        var import = new ImportCommand();
        Command command = new("import",
            "Make a model file of weights that another system has trained, in physical units; the options say what problem they are for.")
        {
            import.source, import.file, import.activation, import.json,
        };
        import.problem.AddFamilyTo(command);
        command.SetAction(parsed => import.Execute(parsed, streams));
        return command;
    }

    private int Execute(ParseResult parsed, StandardStreams streams)
    {
        string path = parsed.GetRequiredValue(file), from = parsed.GetRequiredValue(source);
        OptionValues.RequireFile(file, path);
        if (path == FileOutput.Standard && parsed.GetValue(json))
            throw new InputException($"{json.Name} prints to standard output, as {file.Name} {FileOutput.Standard} does; leave one of them out.");
        ProblemSettings settings = problem.Read(parsed);
        Activation? between = parsed.GetValue(activation) switch
        {
            null => null,
            "relu" => Activation.Relu,
            "silu" => Activation.Silu,
            "tanh" => Activation.Tanh,
            var other => throw OptionValues.Bad(activation, other, "relu, silu or tanh"),
        };
        bool isEquinox = Path.GetExtension(from) == ".eqx";
        if (isEquinox && between is not (null or Activation.Relu))
            throw OptionValues.Bad(activation, parsed.GetValue(activation)!, "relu with Equinox leaves");
        TrainedModel model = isEquinox ? EquinoxFile.Load(from, settings) : WeightsFile.Load(from, settings, between);
        ModelOption.Warn(parsed, model.Warning);
        // What the weights do not bring: what simulation alone says, and how to tell observations unlike the problem's.
        model = model with
        {
            Name = Presets.NameOf(settings),
            Warning = null,
            Climatology = Climatology.Estimate(new ProblemGenerator(settings), RandomKey.FromSeed(1).Prior(), 4096),
            Typicality = Typicality.Estimate(new ProblemGenerator(settings), RandomKey.FromSeed(1).Typicality()),
        };
        FileOutput output = new(path, streams);
        output.Write(stream => ModelFile.Write(model, stream));
        ModelDocument document = ModelDocument.From(model, path);
        if (parsed.GetValue(json))
            parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(document, Documents.Default.ModelDocument));
        else
            Tables.Write(output.Reports(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error), [document.Table()]);
        return ExitCode.Success;
    }
}
