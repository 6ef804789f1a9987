using System.Diagnostics;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Diagnostics;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>Trains an amortized posterior for a family of problems by a recipe.</summary>
public static class AmortizedTrainer
{
    /// <summary>The simulated prior of a training key, from problems that no training step sees.</summary>
    public static SimulatedPrior EstimatePrior(
        ProblemGenerator generator, RandomKey trainKey, CancellationToken cancellation = default) =>
        SimulatedPrior.Estimate(generator, trainKey.Prior(), cancellation: cancellation);

    /// <summary>The climatology of that prior.</summary>
    internal static Climatology EstimateClimatology(
        ProblemGenerator generator, RandomKey trainKey, CancellationToken cancellation = default) =>
        Climatology.Estimate(generator, trainKey.Prior(), 4096, cancellation);

    /// <summary>Simulates, initialises and trains. The same plan gives the same bits at every number of threads.</summary>
    /// <param name="plan">What is trained, and how: training problem i is <c>Generate(plan.TrainKey.Child(i))</c>.</param>
    /// <param name="run">How it runs; null for all threads, no progress and no checkpoints.</param>
    /// <param name="cancellation">Ends training within a step, with a status.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the checkpoint is of another plan.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first step.</exception>
    public static TrainingResult Train(TrainingPlan plan, TrainingRun? run = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        run ??= new TrainingRun();
        TrainingRecipe recipe = plan.Recipe;
        (Checkpointing? checkpoints, TrainingCheckpoint? resume) = (run.Checkpoints, run.Resume);
        ArgumentNullException.ThrowIfNull(plan.Config, nameof(plan));
        ArgumentNullException.ThrowIfNull(recipe, nameof(plan));
        recipe.Validate();
        checkpoints?.Validate();
        using Activity? activity = Telemetry.Start("vardax.train");
        long start = Stopwatch.GetTimestamp();
        (ConditionalDensity density, SimulatedPrior? prior, AmortizedTrainingStep step, ITrainingData watched) =
            Prepare(plan, run.MaxThreads, cancellation);
        var validation = new Validation(step, density, watched, recipe);

        var losses = new List<double>(Math.Min(recipe.Steps, 1 << 20));
        if (resume is not null)
        {
            TrainingCheckpoint.Require(resume, plan, density.Parameters.Length);
            resume.Parameters.Span.CopyTo(density.MutableParameters);
            step.Optimizer.Restore(resume.Losses.Count, resume.FirstMoment.Span, resume.SecondMoment.Span);
            validation.Restore(resume);
            losses.AddRange(resume.Losses);
        }

        double Elapsed() => (resume?.TrainTimeS ?? 0) + Stopwatch.GetElapsedTime(start).TotalSeconds;
        TrainingStatus status = TrainingStatus.Completed;
        for (int i = losses.Count; i < recipe.Steps && status == TrainingStatus.Completed; i++)
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
            Telemetry.Trained(result.Loss);
            run.Progress?.Invoke(new TrainingProgress(i, recipe.Steps, rate, result));
            if (status == TrainingStatus.Completed && !validation.Continue(i) && i + 1 < recipe.Steps)
                status = TrainingStatus.StoppedEarly;
            if (status == TrainingStatus.Completed && checkpoints is not null && (i + 1) % checkpoints.Every == 0)
                checkpoints.Save(validation.Checkpoint(plan, step.Optimizer, losses, Elapsed()));
        }

        if (status == TrainingStatus.Cancelled && losses.Count > 0)
            checkpoints?.Save(validation.Checkpoint(plan, step.Optimizer, losses, Elapsed()));
        validation.RestoreBest();
        if (status == TrainingStatus.Completed && !double.IsFinite(GradientClipping.GlobalNorm(density.Parameters.Span)))
            status = TrainingStatus.NonFinite;
        return new TrainingResult
        {
            Plan = plan, Density = density, Prior = prior, Losses = [.. losses], ValidationLosses = validation.Losses, Status = status,
            TrainTimeS = Elapsed(), StartLoss = validation.Start.Loss, StartLossError = validation.Start.Error,
        };
    }

    /// <summary>All that a training has before its first step: the untrained density, the step, and the data that is watched.</summary>
    internal static (ConditionalDensity Density, SimulatedPrior? Prior, AmortizedTrainingStep Step, ITrainingData Watched) Prepare(
        TrainingPlan plan, int maxThreads, CancellationToken cancellation)
    {
        (AmortizedConfig config, TrainingRecipe recipe, RandomKey modelKey, RandomKey trainKey) =
            (plan.Config, plan.Recipe, plan.ModelKey, plan.TrainKey);
        var generator = new ProblemGenerator(plan.Settings);
        SimulatedPrior? prior = null;
        ConditionalDensity density;
        var windows = new ProblemGenerator(generator.Settings, recipe.MissingObservations);
        Func<RandomKey, ITrainingData> simulate = stream => new SimulatedTrainingData(windows, stream);
        ITrainingData data = recipe.FreshSimulation
            ? simulate(trainKey)
            : new FixedTrainingData(windows, trainKey, recipe.BatchSize);
        if (!config.Head.IsOverControl)
        {
            prior = recipe.Standardize ? EstimatePrior(generator, trainKey, cancellation) : null;
            Standardization standardization = prior is null
                ? new Standardization(generator.Settings.WindowEntries, generator.Settings.ObservationEntries)
                : new Standardization(prior, generator.Settings.Observing);
            density = WindowDensity.Create(config, standardization, modelKey, recipe.ZeroOutputs);
        }
        else
        {
            ControlStandardization standardization = ControlStandardization.Estimate(
                generator, trainKey.Prior(), cancellation: cancellation);
            density = ControlDensity.Create(generator.Settings, config, standardization, modelKey, recipe.ZeroOutputs);
            int[] observed = standardization.Observed.ToArray();
            data = new ControlTrainingData(data, generator.Settings, observed);
            simulate = stream => new ControlTrainingData(new SimulatedTrainingData(windows, stream), generator.Settings, observed);
        }

        // The training problems are children of the training key up to their number, the prior's are of its last child.
        return (density, prior, new AmortizedTrainingStep(density, data, recipe, maxThreads), simulate(trainKey.Validation()));
    }
}
