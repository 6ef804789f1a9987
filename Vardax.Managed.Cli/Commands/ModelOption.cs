using System.CommandLine;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Formats;
using Vardax.Managed.Models;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The option that takes a trained model from a file, where a command would train one otherwise.</summary>
internal sealed class ModelOption(IReadOnlyList<Option> instead)
{
    private readonly Option<string?> model = new("--model")
    {
        Description = "A model file to take instead of training; it decides the problem and the training.",
        HelpName = "FILE",
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(model);

    /// <summary>The model; null where none is given.</summary>
    /// <exception cref="InputException">An option is given as well that the model decides.</exception>
    /// <exception cref="VardaxFormatException">The file is no model.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public TrainedModel? Load(ParseResult parsed)
    {
        if (parsed.GetValue(model) is not { } path)
            return null;
        OptionValues.RequireAbsent(parsed, instead, $"{model.Name} {path}");
        return Load(parsed, path);
    }

    /// <summary>The model of a file; what there is to know about the file goes to standard error.</summary>
    /// <exception cref="VardaxFormatException">The file is no model.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrainedModel Load(ParseResult parsed, string path)
    {
        TrainedModel loaded = ModelFile.Load(path, OwnModels.Of(parsed).Create);
        Warn(parsed, loaded.Warning);
        return loaded;
    }

    /// <summary>The model of a file whose answers somebody will rely on: gates that it failed are told of too.</summary>
    /// <exception cref="VardaxFormatException">The file is no model.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrainedModel LoadForUse(ParseResult parsed, string path)
    {
        TrainedModel loaded = Load(parsed, path);
        Warn(parsed, loaded.Calibration?.Faults is { } faults ? $"calibration gates of this model: {faults}" : null);
        return loaded;
    }

    /// <summary>Tells of a file that was read, if there is anything to tell.</summary>
    public static void Warn(ParseResult parsed, string? warning)
    {
        if (warning is not null)
            parsed.InvocationConfiguration.Error.WriteLine($"vardax: {warning}");
    }
}
