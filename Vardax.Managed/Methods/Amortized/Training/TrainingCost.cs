using System.Diagnostics;
using Vardax.Managed.Guards;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>What a training costs where it was measured, in seconds of wall time.</summary>
/// <param name="SetupS">All before the first step, without the first look at the validation loss.</param>
/// <param name="StepS">A step.</param>
/// <param name="LookS">A look at the validation loss.</param>
public sealed record TrainingCost(double SetupS, double StepS, double LookS)
{
    private const int FewestSteps = 10, MostSteps = 200;
    private const double EnoughS = 1;

    /// <summary>Measures a plan: sets the training up and makes some of its first steps, about a second of them.</summary>
    /// <param name="plan">What would be trained.</param>
    /// <param name="maxThreads">Most threads to use; -1 for the machine's.</param>
    /// <param name="cancellation">Ends the simulation of the set-up.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static TrainingCost Measure(TrainingPlan plan, int maxThreads = -1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Recipe.Validate();
        long start = Stopwatch.GetTimestamp();
        (_, _, AmortizedTrainingStep step, ITrainingData watched) = AmortizedTrainer.Prepare(plan, maxThreads, cancellation);
        double setup = Since(start);
        var times = new List<double>();
        for (int i = 0; i < FewestSteps || (i < MostSteps && times.Sum() < EnoughS); i++)
        {
            start = Stopwatch.GetTimestamp();
            step.Run(i, 0);
            times.Add(Since(start));
        }

        // The first steps warm up; a median of the others is not moved by what else the machine does now and then.
        double[] warm = [.. times.Skip(times.Count / 2).Order()];
        start = Stopwatch.GetTimestamp();
        step.Evaluate(watched, FewestSteps);
        double batch = Since(start) / FewestSteps;
        return new TrainingCost(setup, warm[warm.Length / 2], plan.Recipe.ValidationProblems == 0 ? 0
            : batch * Math.Max(1, plan.Recipe.ValidationProblems / plan.Recipe.BatchSize));
    }

    /// <summary>The most steps that fit in so many seconds, with the looks at the validation loss; at least 1.</summary>
    /// <param name="seconds">Wall time of the whole training.</param>
    /// <param name="validateEvery">Steps between two looks; there is one before the first step and one after the last.</param>
    public int StepsWithin(double seconds, int validateEvery)
    {
        Guard.Positive(seconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(validateEvery, 1);
        double left = seconds - SetupS - (2 * LookS), steps = left / (StepS + (LookS / validateEvery));
        return (int)Math.Clamp(steps, 1, 10_000_000);
    }

    private static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;
}
