namespace Vardax.Managed.Inference;

/// <summary>Watches the loss on freshly simulated pairs, and keeps the weights of its lowest value.</summary>
internal sealed class Validation(AmortizedTrainingStep step, ConditionalDensity density, ITrainingData data, TrainingRecipe recipe)
{
    private readonly List<(int Step, double Loss)> losses = [];
    private readonly float[] best = recipe.ValidationProblems > 0 ? density.Parameters.ToArray() : [];
    private double lowest = double.PositiveInfinity;
    private int since;

    /// <summary>The losses seen, by step.</summary>
    public IReadOnlyList<(int Step, double Loss)> Losses => losses;

    /// <summary>Looks after a step, where one is due; false when it has been too long since the lowest loss.</summary>
    public bool Continue(int done)
    {
        if (recipe.ValidationProblems == 0 || ((done + 1) % recipe.ValidateEvery != 0 && done + 1 != recipe.Steps))
            return true;
        double loss = step.Evaluate(data, Math.Max(1, recipe.ValidationProblems / recipe.BatchSize));
        losses.Add((done, loss));
        // A loss that is not a number is no improvement.
        if (loss < lowest)
        {
            (lowest, since) = (loss, 0);
            density.Parameters.CopyTo(best);
        }
        else
        {
            since++;
        }

        return recipe.Patience is not { } patience || since < patience;
    }

    /// <summary>Goes back to the weights of the lowest loss, where one was seen.</summary>
    public void RestoreBest()
    {
        if (double.IsFinite(lowest))
            best.CopyTo(density.MutableParameters, 0);
    }
}
