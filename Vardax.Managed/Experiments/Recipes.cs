using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Optimization;

namespace Vardax.Managed.Experiments;

/// <summary>Named ways to train.</summary>
public static class Recipes
{
    /// <summary>Adam's learning rate, or its peak, in recipes reference and robust.</summary>
    public const double LearningRate = 3e-3;

    /// <summary>
    /// The published one (<see cref="TrainingRecipe.Reference"/>). Past about step 100 its loss is numerically chaotic: its end
    /// result depends on the order of floating-point sums, and is over-confident.
    /// </summary>
    public static TrainingRecipe Reference => TrainingRecipe.Reference;

    /// <summary>
    /// For a regression head: the reference's architecture, batch and budget; units standardised by the simulated prior, training started from its
    /// best linear estimate, fresh problems at every step, warm-up and cosine decay, clipping by global norm. Up to half of a
    /// window's observations are missing, so that the network knows how to do without them.
    /// </summary>
    public static TrainingRecipe Robust { get; } = new()
    {
        Steps = 500, Schedule = new WarmupCosineSchedule(LearningRate), ValidationProblems = 0, ValidateEvery = 250,
    };

    /// <summary>
    /// The default, for a head over the control: robust, with 16,000 steps and a higher peak of the learning rate, and the weights of the lowest
    /// loss on fresh validation pairs.
    /// </summary>
    public static TrainingRecipe Control { get; } = new();

    /// <summary>All recipes by name, the default first.</summary>
    public static IReadOnlyList<NamedRecipe> All { get; } =
    [
        new("robust", HeadType.Control, config => config.IsLocal ? TrainingRecipe.Local : config.Head.IsOverControl ? Control : Robust),
        new("reference", HeadType.Regression, config => config.Head.IsOverControl ? null : Reference),
    ];
}
