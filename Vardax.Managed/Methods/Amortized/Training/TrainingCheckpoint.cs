using Vardax.Managed.Guards;
using Vardax.Managed.Methods.Amortized.Networks;

namespace Vardax.Managed.Methods.Amortized.Training;

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
    public required IReadOnlyList<ValidationLoss> ValidationLosses { get; init; }

    /// <summary>The weights of the lowest validation loss; empty where the recipe watches none.</summary>
    public required ReadOnlyMemory<float> BestParameters { get; init; }

    /// <summary>Wall time so far, in seconds.</summary>
    public required double TrainTimeS { get; init; }

    /// <summary>What to know about the file that it was read from, such as that it has no digest; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>Makes sure that a training may go on from here.</summary>
    /// <exception cref="ArgumentException">It may not.</exception>
    internal static void Require(TrainingCheckpoint resume, TrainingPlan plan, int parameters)
    {
        if (resume.Plan.DifferencesFrom(plan) is { Length: > 0 } differences)
            throw new ArgumentException($"The checkpoint is of another plan: {string.Join("; ", differences)}.", nameof(resume));

        Guard.Length(parameters, resume.Parameters.Length, nameof(resume));
        Guard.Length(parameters, resume.FirstMoment.Length, nameof(resume));
        Guard.Length(parameters, resume.SecondMoment.Length, nameof(resume));
        int best = plan.Recipe.ValidationProblems > 0 ? parameters : 0;
        if (resume.BestParameters.Length != best)
            throw new ArgumentException($"Expected {best} best parameters, found {resume.BestParameters.Length}.", nameof(resume));
        if (resume.Losses.Count > plan.Recipe.Steps)
            throw new ArgumentException($"The checkpoint has made {resume.Losses.Count} steps of {plan.Recipe.Steps}.", nameof(resume));
    }
}
