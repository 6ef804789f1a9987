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
    /// The published one: 128 fixed problems, full batch, 500 Adam steps at 3e-3, physical units. Past about step 100 its loss is
    /// numerically chaotic: its end result depends on the order of floating-point sums, and is over-confident.
    /// </summary>
    public static TrainingRecipe Reference { get; } = new() { Name = "reference", Schedule = new ConstantSchedule(LearningRate) };

    /// <summary>
    /// The default: the same architecture, batch and budget; units standardised by the simulated prior, training started from its
    /// best linear estimate, fresh problems at every step, warm-up and cosine decay, clipping by global norm. Up to half of a
    /// window's observations are missing, so that the network knows how to do without them.
    /// </summary>
    public static TrainingRecipe Robust { get; } = new()
    {
        Name = "robust", Schedule = new WarmupCosineSchedule(LearningRate), ClipNorm = 10, FreshSimulation = true, Standardize = true,
        ZeroOutputs = true, Missing = 0.5,
    };

    /// <summary>
    /// For a head over the control: robust, with 16,000 steps and a higher peak of the learning rate, and the weights of the lowest
    /// loss on fresh validation pairs.
    /// </summary>
    public static TrainingRecipe Control { get; } = Robust with
    {
        Steps = 16_000,
        Schedule = new WarmupCosineSchedule(4e-3),
        ValidationProblems = 4096,
        ValidateEvery = 500,
    };

    /// <summary>All recipes by name, the default first.</summary>
    public static IReadOnlyList<NamedRecipe> All { get; } =
    [
        new("robust", HeadType.Control, head => head.IsOverControl ? Control : Robust),
        new("reference", HeadType.Regression, head => head.IsOverControl ? null : Reference),
    ];
}
