using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Inference;

/// <summary>All that determines what a training gives, to the last bit.</summary>
/// <param name="Settings">The family of problems.</param>
/// <param name="Config">The architecture.</param>
/// <param name="Recipe">How it is trained.</param>
/// <param name="ModelKey">What the initial weights are drawn from.</param>
/// <param name="TrainKey">What the training problems are drawn from.</param>
public sealed record TrainingPlan(
    ProblemSettings Settings, AmortizedConfig Config, TrainingRecipe Recipe, RandomKey ModelKey, RandomKey TrainKey)
{
    /// <summary>Whether another plan gives the same training: of one family of problems, and equal in everything else.</summary>
    public bool IsSameAs(TrainingPlan other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Settings = other.Settings } == other && Settings.IsSameFamily(other.Settings);
    }
}
