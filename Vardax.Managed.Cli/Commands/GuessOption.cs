using System.CommandLine;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Models;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The option that takes the trained model of the filters that need one.</summary>
internal sealed class GuessOption
{
    private readonly Option<string?> model = new("--model")
    {
        Description = $"A model file, trained for the same system, for {string.Join(" and ", FilterMethod.All.Where(method => method.NeedsGuess))}.",
        HelpName = "FILE",
    };

    /// <summary>The option.</summary>
    public Option Option => model;

    /// <summary>The model's network; null if no model is given.</summary>
    /// <exception cref="InputException">The model's head is over all states.</exception>
    public LearnedGuess? Load(ParseResult parsed)
    {
        if (parsed.GetValue(model) is not { } path)
            return null;
        TrainedModel loaded = ModelOption.LoadForUse(parsed, path);
        return loaded.Density is ControlDensity control
            ? new LearnedGuess(path, loaded.Settings, () => new ControlAnalysis(control, loaded.Recalibration), loaded.Plan.Recipe.Missing)
            : throw new InputException($"{path}: the model's head is over all states; expected one over the first, such as head control.");
    }

    /// <summary>Refuses a method that needs a model, if none is given.</summary>
    /// <exception cref="InputException">None is given.</exception>
    public void Require(FilterMethod method, LearnedGuess? guess)
    {
        if (method.NeedsGuess && guess is null)
            throw new InputException($"{method} needs {model.Name}, a model trained for the same system.");
    }
}
