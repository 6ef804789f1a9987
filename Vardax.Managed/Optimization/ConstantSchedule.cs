namespace Vardax.Managed.Optimization;

/// <summary>The same rate at every step.</summary>
/// <param name="LearningRate">The rate.</param>
public sealed record ConstantSchedule(double LearningRate) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double Rate(int step, int totalSteps) => LearningRate;
}
