using Vardax.Managed.Dynamics;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>All that determines what a training gives, to the last bit.</summary>
/// <param name="Settings">The family of problems.</param>
/// <param name="Config">The architecture.</param>
/// <param name="Recipe">How it is trained.</param>
/// <param name="ModelKey">What the initial weights are drawn from.</param>
/// <param name="TrainKey">What the training problems are drawn from.</param>
public sealed record TrainingPlan(
    ProblemSettings Settings, AmortizedConfig Config, TrainingRecipe Recipe, RandomKey ModelKey, RandomKey TrainKey)
{
    /// <summary>The default network, recipe and keys (of seeds 0 and 1) for a family of problems.</summary>
    public TrainingPlan(ProblemSettings settings)
        : this(settings, AmortizedConfig.For(HeadType.Control, settings))
    {
    }

    private TrainingPlan(ProblemSettings settings, AmortizedConfig config)
        : this(settings, config, config.IsLocal ? TrainingRecipe.Local : new TrainingRecipe(), RandomKey.FromSeed(0), RandomKey.FromSeed(1))
    {
    }

    /// <summary>Whether another plan gives the same training: of one family of problems, and equal in everything else.</summary>
    public bool IsSameAs(TrainingPlan other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return DifferencesFrom(other).Length == 0;
    }

    /// <summary>What differs from another plan, one sentence each; empty if nothing does.</summary>
    internal string[] DifferencesFrom(TrainingPlan expected)
    {
        TrainingPlan found = this;
        ProblemSettings settings = found.Settings, others = expected.Settings;
        (IDynamicalModel model, IDynamicalModel other) = (settings.Model, others.Model);
        bool alike = model.Name == other.Name && model.Parameters.Count == other.Parameters.Count
            && model.Parameters.All(p => other.Parameters.TryGetValue(p.Key, out double value) && value.Equals(p.Value));
        // Schedules of others need no equality: what they give is what counts.
        bool sameRecipe = found.Recipe with { Schedule = expected.Recipe.Schedule } == expected.Recipe
            && Enumerable.Range(0, expected.Recipe.Steps).All(step => found.Recipe.Schedule.Rate(step, found.Recipe.Steps)
                .Equals(expected.Recipe.Schedule.Rate(step, expected.Recipe.Steps)));
        return
        [
            .. model.Equals(other) ? Array.Empty<string>() : alike
                ? [$"its {model.Name} has the same parameters, but is another instance that Equals says is not equal: the class "
                    + $"{model.GetType().Name} has to define Equals and GetHashCode by value, as a record does"]
                : ["its model is another one"],
            .. settings with { Model = other } == others ? Array.Empty<string>() : ["its settings differ"],
            .. found.Config == expected.Config ? Array.Empty<string>() : ["its architecture differs"],
            .. sameRecipe ? Array.Empty<string>() : ["its recipe differs"],
            .. found.ModelKey == expected.ModelKey && found.TrainKey == expected.TrainKey ? Array.Empty<string>() : ["its keys differ"],
        ];
    }
}
