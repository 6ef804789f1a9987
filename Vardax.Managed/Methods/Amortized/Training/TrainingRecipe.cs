using Vardax.Managed.Guards;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>How an amortized posterior is trained. The defaults are the best known for a head over the control.</summary>
public sealed record TrainingRecipe
{
    /// <summary>The default recipe.</summary>
    public TrainingRecipe()
    {
    }

    /// <summary>A copy, for languages without <c>with</c>: set what differs where it is created.</summary>
    public TrainingRecipe(TrainingRecipe original)
    {
        ArgumentNullException.ThrowIfNull(original);
        (Name, Steps, BatchSize, Schedule, ClipNorm) =
            (original.Name, original.Steps, original.BatchSize, original.Schedule, original.ClipNorm);
        (FreshSimulation, Standardize, ZeroOutputs, Shards) =
            (original.FreshSimulation, original.Standardize, original.ZeroOutputs, original.Shards);
        (ValidationProblems, ValidateEvery, Patience, Missing) =
            (original.ValidationProblems, original.ValidateEvery, original.Patience, original.Missing);
    }

    /// <summary>
    /// The published recipe: 128 fixed problems, full batch, 500 Adam steps at 3e-3, physical units, the last weights.
    /// </summary>
    public static TrainingRecipe Reference { get; } = new()
    {
        Name = "reference", Steps = 500, Schedule = new ConstantSchedule(3e-3), ClipNorm = null, FreshSimulation = false,
        Standardize = false, ZeroOutputs = false, ValidationProblems = 0, ValidateEvery = 250, Missing = 0,
    };

    /// <summary>
    /// For a local architecture: a higher peak, since a weight learns from all cells of a window at once, and room for the gradient that
    /// they have together.
    /// </summary>
    public static TrainingRecipe Local { get; } = new() { Schedule = new WarmupCosineSchedule(1e-2), ClipNorm = 100 };

    /// <summary>The recipe's name.</summary>
    public string Name { get; init; } = "robust";

    /// <summary>Number of updates.</summary>
    public int Steps { get; init; } = 16_000;

    /// <summary>Problems per update.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The learning rate at each step.</summary>
    public ILearningRateSchedule Schedule { get; init; } = new WarmupCosineSchedule(4e-3);

    /// <summary>Largest global norm of the gradient; null to leave it alone.</summary>
    public double? ClipNorm { get; init; } = 10;

    /// <summary>Whether every step trains on newly simulated problems, or all on the same ones.</summary>
    public bool FreshSimulation { get; init; } = true;

    /// <summary>Whether the network works in units standardised by the simulated prior's statistics, or in physical ones.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>Whether the head's last layers start at zero: with standardised units, at climatology.</summary>
    public bool ZeroOutputs { get; init; } = true;

    /// <summary>
    /// Parts a batch is cut into, each computed by one thread and reduced in order; part of the recipe because the order of the
    /// sums is part of the result, whatever the number of threads.
    /// </summary>
    public int Shards { get; init; } = 2;

    /// <summary>
    /// Freshly simulated pairs that the loss is watched on, never trained on; the weights of its lowest value are kept. 0 keeps the
    /// last weights.
    /// </summary>
    public int ValidationProblems { get; init; } = 4096;

    /// <summary>Steps between two looks at the validation loss.</summary>
    public int ValidateEvery { get; init; } = 500;

    /// <summary>Looks without a new lowest validation loss after which training stops; null to make all steps.</summary>
    public int? Patience { get; init; }

    /// <summary>
    /// The largest share of a training window's observations that is missing (<see cref="MissingShare"/>); 0 if none ever is.
    /// </summary>
    public double Missing { get; init; } = 0.5;

    /// <summary>What goes missing; null if nothing ever does.</summary>
    internal MissingObservations? MissingObservations => Missing > 0 ? new MissingShare(Missing) : null;

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ArgumentException">A number is out of range; the message names it and what it takes.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Shards, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(ValidationProblems);
        ArgumentOutOfRangeException.ThrowIfLessThan(ValidateEvery, 1);
        if (Patience is { } patience)
            ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1, nameof(Patience));
        if (!(Missing is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Missing), Missing, "Expected a share from 0 to below 1.");
        ArgumentNullException.ThrowIfNull(Schedule);
        if (ClipNorm is { } norm)
            Guard.Positive(norm, nameof(ClipNorm));
    }
}
