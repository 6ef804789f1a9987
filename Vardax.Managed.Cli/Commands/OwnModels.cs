using System.CommandLine;
using Vardax.Managed.Cli.Parts;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary>What a command runs with: where it writes, and the models of the program that it is a part of.</summary>
internal sealed class OwnModels : InvocationConfiguration
{
    private readonly IReadOnlyDictionary<string, ProblemSettings> families;

    /// <summary>From the problems of each model, by the name that --preset takes.</summary>
    /// <exception cref="ArgumentException">A name is taken or no word, or settings are out of range.</exception>
    public OwnModels(IReadOnlyDictionary<string, ProblemSettings> models)
    {
        foreach ((string name, ProblemSettings settings) in models)
        {
            if (name.Length == 0 || name[0] == '-' || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) || Presets.All.Any(one => one.Name == name))
                throw new ArgumentException($"The model '{name}' cannot be named so; expected a word that is no preset.", nameof(models));
            ArgumentNullException.ThrowIfNull(settings, nameof(models));
            settings.Validate();
        }

        families = models;
    }

    /// <summary>The parts that the command is to put together instead of running; null if it is to run.</summary>
    public PartSet? Parts { get; set; }

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => families.Keys;

    /// <summary>The models of the program that a command runs in.</summary>
    public static OwnModels Of(ParseResult parsed) => (OwnModels)parsed.InvocationConfiguration;

    /// <summary>The problems of a name; null if none.</summary>
    public ProblemSettings? Find(string name) => families.GetValueOrDefault(name);

    /// <summary>The model that a file names.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public IDynamicalModel Create(string name, IReadOnlyDictionary<string, double> parameters)
    {
        IDynamicalModel[] named = [.. families.Values.Select(settings => settings.Model).Where(model => model.Name == name)];
        return named.FirstOrDefault(model => model.Parameters.Count == parameters.Count
                && model.Parameters.All(one => parameters.TryGetValue(one.Key, out double value) && value == one.Value))
            ?? (named.Length == 0 ? DynamicalModels.Create(name, parameters) : throw new ArgumentException(
                $"The parameters are {Text(parameters)}; this program has {name} with "
                    + $"{string.Join("; or with ", named.Select(model => Text(model.Parameters)))}.", nameof(parameters)));
    }

    private static string Text(IReadOnlyDictionary<string, double> parameters) =>
        parameters.Count == 0 ? "none" : string.Join(", ", parameters.Select(one => FormattableString.Invariant($"{one.Key} = {one.Value}")));
}
