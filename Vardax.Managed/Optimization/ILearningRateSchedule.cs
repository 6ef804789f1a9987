namespace Vardax.Managed.Optimization;

/// <summary>The learning rate as a function of the step.</summary>
public interface ILearningRateSchedule
{
    /// <summary>The rate of update number <paramref name="step"/> (from 0) of <paramref name="totalSteps"/>.</summary>
    double Rate(int step, int totalSteps);
}
