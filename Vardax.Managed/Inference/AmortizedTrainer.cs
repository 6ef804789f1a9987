using System.Diagnostics;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Inference;

/// <summary>Trains an amortized posterior for a family of problems by a recipe.</summary>
public static class AmortizedTrainer
{
    /// <summary>Simulated problems the prior's statistics are estimated from.</summary>
    public const int PriorProblems = 4096;

    /// <summary>The prior's marginals, from problems that no training step sees.</summary>
    /// <param name="generator">The problems.</param>
    /// <param name="trainKey">The training key.</param>
    public static Climatology EstimateClimatology(ProblemGenerator generator, RandomKey trainKey) =>
        Climatology.Estimate(generator, PriorStream(trainKey), PriorProblems);

    /// <summary>The best linear estimate, from the same problems as the climatology.</summary>
    /// <param name="generator">The problems.</param>
    /// <param name="climatology">From <see cref="EstimateClimatology"/>.</param>
    /// <param name="trainKey">The training key.</param>
    public static LinearEstimator EstimateLinear(ProblemGenerator generator, Climatology climatology, RandomKey trainKey) =>
        LinearEstimator.Estimate(generator, climatology, PriorStream(trainKey), PriorProblems);

    /// <summary>Simulates, initialises and trains. The same keys give the same bits at every number of threads.</summary>
    /// <param name="generator">The family of problems.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="modelKey">What the initial weights are drawn from.</param>
    /// <param name="trainKey">What the training problems are drawn from: problem i is <c>Generate(trainKey.Child(i))</c>.</param>
    /// <param name="maxThreads">Most threads to use; -1 for the machine's.</param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellation">Ends training within a step.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static TrainingResult Train(
        ProblemGenerator generator, AmortizedConfig config, TrainingRecipe recipe, RandomKey modelKey, RandomKey trainKey,
        int maxThreads = -1, Action<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(recipe);
        recipe.Validate();
        long start = Stopwatch.GetTimestamp();
        Standardization standardization = recipe.Standardize
            ? Standardize(generator, trainKey)
            : new Standardization(generator.Settings.WindowEntries);
        AmortizedPosterior posterior = AmortizedPosterior.Create(config, standardization, modelKey, recipe.ZeroOutputs);
        ITrainingData data = recipe.FreshSimulation
            ? new SimulatedTrainingData(generator, trainKey)
            : new FixedTrainingData(generator, trainKey, recipe.BatchSize);
        var step = new AmortizedTrainingStep(posterior, data, generator.Mask, recipe, maxThreads);

        var losses = new List<double>(recipe.Steps);
        TrainingStatus status = TrainingStatus.Completed;
        for (int i = 0; i < recipe.Steps && status == TrainingStatus.Completed; i++)
        {
            if (cancellation.IsCancellationRequested)
            {
                status = TrainingStatus.Cancelled;
                break;
            }

            double rate = recipe.Schedule.Rate(i, recipe.Steps);
            TrainingStepResult result = step.Run(i, rate);
            losses.Add(result.Loss);
            if (!result.Updated)
                status = TrainingStatus.NonFinite;
            progress?.Invoke(new TrainingProgress(i, recipe.Steps, rate, result));
        }

        return new TrainingResult(posterior, [.. losses], status, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static RandomKey PriorStream(RandomKey trainKey) => trainKey.Child(ulong.MaxValue);

    private static Standardization Standardize(ProblemGenerator generator, RandomKey trainKey)
    {
        Climatology climatology = EstimateClimatology(generator, trainKey);
        return new Standardization(climatology, EstimateLinear(generator, climatology, trainKey), generator.Settings.ObsNoise);
    }
}
