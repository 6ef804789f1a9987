using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Optimization;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>Watches the loss on freshly simulated pairs, and keeps the weights of its lowest value.</summary>
internal sealed class Validation(AmortizedTrainingStep step, ConditionalDensity density, ITrainingData data, TrainingRecipe recipe)
{
    private readonly List<ValidationLoss> losses = [];
    private readonly float[] best = recipe.ValidationProblems > 0 ? density.Parameters.ToArray() : [];
    private double lowest = double.PositiveInfinity;
    private int since;

    /// <summary>The losses seen, by step.</summary>
    public IReadOnlyList<ValidationLoss> Losses => losses;

    /// <summary>The loss before the first step, and its standard error; NaN if none is watched.</summary>
    public (double Loss, double Error) Start { get; } = recipe.ValidationProblems > 0
        ? Look(step, data, recipe)
        : (double.NaN, double.NaN);

    /// <summary>Looks after a step, where one is due; false when it has been too long since the lowest loss.</summary>
    public bool Continue(int done)
    {
        if (recipe.ValidationProblems == 0 || ((done + 1) % recipe.ValidateEvery != 0 && done + 1 != recipe.Steps))
            return true;
        double loss = Look(step, data, recipe).Loss;
        if (Note(done, loss))
            density.Parameters.CopyTo(best);
        return recipe.Patience is not { } patience || since < patience;
    }

    /// <summary>All that a later training needs to go on from here; the buffers are live.</summary>
    public TrainingCheckpoint Checkpoint(TrainingPlan plan, Adam optimizer, IReadOnlyList<double> trainingLosses, double trainTimeS) =>
        new()
        {
            Plan = plan, Parameters = density.Parameters, FirstMoment = optimizer.FirstMoment, SecondMoment = optimizer.SecondMoment,
            Losses = trainingLosses, ValidationLosses = losses, BestParameters = best, TrainTimeS = trainTimeS,
        };

    /// <summary>Goes on from a checkpoint.</summary>
    public void Restore(TrainingCheckpoint checkpoint)
    {
        foreach ((int done, double loss) in checkpoint.ValidationLosses)
            Note(done, loss);
        checkpoint.BestParameters.CopyTo(best);
    }

    /// <summary>Goes back to the weights of the lowest loss, where one was seen.</summary>
    public void RestoreBest()
    {
        if (double.IsFinite(lowest))
            best.CopyTo(density.MutableParameters);
    }

    private static (double Loss, double Error) Look(AmortizedTrainingStep step, ITrainingData data, TrainingRecipe recipe) =>
        step.Evaluate(data, Math.Max(1, recipe.ValidationProblems / recipe.BatchSize));

    /// <summary>Whether the loss is the lowest yet; one that is not a number is no improvement.</summary>
    private bool Note(int done, double loss)
    {
        losses.Add(new ValidationLoss(done, loss));
        bool isLowest = loss < lowest;
        (lowest, since) = isLowest ? (loss, 0) : (lowest, since + 1);
        return isLowest;
    }
}
