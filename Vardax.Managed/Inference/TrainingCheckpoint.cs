using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Inference;

/// <summary>A training part of the way: all that it takes to go on to the same bits as if it had never stopped.</summary>
public sealed record TrainingCheckpoint
{
    /// <summary>What is trained, and how.</summary>
    public required TrainingPlan Plan { get; init; }

    /// <summary>The weights, as <see cref="ConditionalDensity.Layout"/> lays them out.</summary>
    public required ReadOnlyMemory<float> Parameters { get; init; }

    /// <summary>Adam's m.</summary>
    public required ReadOnlyMemory<float> FirstMoment { get; init; }

    /// <summary>Adam's v.</summary>
    public required ReadOnlyMemory<float> SecondMoment { get; init; }

    /// <summary>Loss before each step made: as many as there have been steps.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>Validation losses by step.</summary>
    public required IReadOnlyList<(int Step, double Loss)> ValidationLosses { get; init; }

    /// <summary>The weights of the lowest validation loss; empty where the recipe watches none.</summary>
    public required ReadOnlyMemory<float> BestParameters { get; init; }

    /// <summary>Wall time so far, in seconds.</summary>
    public required double TrainTimeS { get; init; }

    /// <summary>Makes sure that a training may go on from here.</summary>
    /// <exception cref="ArgumentException">It may not.</exception>
    internal static void Require(TrainingCheckpoint resume, TrainingPlan plan, int parameters)
    {
        if (Differences(resume.Plan, plan) is { Length: > 0 } differences)
            throw new ArgumentException($"The checkpoint is of another plan: {string.Join("; ", differences)}.", nameof(resume));

        Shapes.RequireSameLength(parameters, resume.Parameters.Length, nameof(resume));
        Shapes.RequireSameLength(parameters, resume.FirstMoment.Length, nameof(resume));
        Shapes.RequireSameLength(parameters, resume.SecondMoment.Length, nameof(resume));
        Shapes.RequireSameLength(plan.Recipe.ValidationProblems > 0 ? parameters : 0, resume.BestParameters.Length, nameof(resume));
        if (resume.Losses.Count > plan.Recipe.Steps)
            throw new ArgumentException($"The checkpoint has made {resume.Losses.Count} steps of {plan.Recipe.Steps}.", nameof(resume));
    }

    private static string[] Differences(TrainingPlan found, TrainingPlan expected)
    {
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
            .. (settings with { Model = other }).IsSameFamily(others) ? Array.Empty<string>() : ["its settings differ"],
            .. found.Config == expected.Config ? Array.Empty<string>() : ["its architecture differs"],
            .. sameRecipe ? Array.Empty<string>() : ["its recipe differs"],
            .. found.ModelKey == expected.ModelKey && found.TrainKey == expected.TrainKey ? Array.Empty<string>() : ["its keys differ"],
        ];
    }
}
